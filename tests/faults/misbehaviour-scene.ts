import type { Outgoing } from '../../src/mail/smtp-connection.ts'
import type { Manners, RudeServer } from '../mail/rude-server.ts'
import { between, type Random } from './random.ts'

/** How a server misbehaves, and what has to come of it. */
export interface MisbehaviourScene {
  readonly manners: Manners
  /** After the relay's address. */
  readonly options?: string
  readonly login?: boolean
  readonly readers?: readonly string[]
  readonly connections?: number
  /** Whether it goes on until our patience ends, which is then shortened. */
  readonly isSilent?: boolean
  /** What is waited for between a reader's message and the next. */
  readonly peaceAfter?: (reader: string) => Promise<void>
  /** The kinds of a reader's outcomes, in order, in words; most end accepted. */
  expects(reader: string): RegExp
  /** Whether the relay has to be found at fault; undefined where it may or may not. */
  readonly fault?: boolean
  /** What happens beside the sending. */
  readonly meanwhile?: (server: RudeServer) => Promise<unknown>
}

export const readerNumber = (number: number): string => `reader${number}@example.org`

export const fiveReaders: readonly string[] = Array.from({ length: 5 }, (_, number) => readerNumber(number))

export const accepted = /^accepted$/

export const pick = <Value>(random: Random, values: readonly [Value, ...Value[]]): Value =>
  values[between(random, 0, values.length)] ?? values[0]

const line = 'It was the best of feeds, it was the worst of feeds, and every one is read.\r\n'

/** A message to a reader, of any size that leaves in one write. */
export const messageTo = (reader: string, random: Random): Outgoing => ({
  from: `b+${reader.split('@')[0]}@news.example`,
  to: reader,
  message: Buffer.from(`From: a@news.example\r\nX-Reader: ${reader}\r\n\r\n${line.repeat(between(random, 1, 800))}`),
})

export const readerOf = (message: string): string =>
  Buffer.from(/^X-Reader: (.*)$/m.exec(message)?.[1]?.trim() ?? '', 'latin1').toString('utf8')

/** What a server says to EHLO. */
export const offering = (...extensions: readonly string[]): string =>
  ['rude.example', ...extensions].map((word, at, all) => `250${at === all.length - 1 ? ' ' : '-'}${word}`).join('\r\n')

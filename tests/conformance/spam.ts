import { spawnSync } from 'node:child_process'
import type { Delivered } from './correspondence.ts'

/** What SpamAssassin says of a mail by its rules alone, asking nobody. */
export interface SpamVerdict {
  readonly id: string
  readonly list: string
  readonly score: number
  readonly rules: readonly string[]
}

const spamassassin = 'spamassassin'

/** Whether the command is here. */
export const hasSpamAssassin = (): boolean => spawnSync(spamassassin, ['--version']).status === 0

/** As its receiver has it: with a trace of the relay on top. */
const received = ({ received: { raw } }: Delivered): Buffer => {
  const date = /^Date: (.*)\r$/m.exec(raw.toString('latin1'))?.[1] ?? ''
  const trace = `Received: from relay.nashra.example (relay.nashra.example [93.184.215.14])\r\n by mx.example.org with ESMTPS id 42; ${date}\r\n`
  return Buffer.concat([Buffer.from(trace), raw])
}

const judge = (mail: Delivered): SpamVerdict => {
  const { stdout } = spawnSync(spamassassin, ['-L', '-t'], { input: received(mail), maxBuffer: 1 << 26 })
  const status = /^X-Spam-Status: .*(?:\r?\n\s.*)*/m.exec(stdout.toString())?.[0].replaceAll(/\s+/g, ' ') ?? ''
  return {
    id: mail.id,
    list: mail.expected.listId,
    score: Number(/score=(-?[\d.]+)/.exec(status)?.[1] ?? Number.NaN),
    rules: /tests=(.*?)(?: autolearn| version|$)/.exec(status)?.[1]?.split(/, ?/) ?? [],
  }
}

/** Two mails of each newsletter, judged one after another: a second or two each. */
export const askSpamAssassin = (delivered: readonly Delivered[]): SpamVerdict[] => {
  const lists = Map.groupBy(delivered, ({ expected }) => expected.listId)
  return [...lists.values()].flatMap((mails) => mails.slice(0, 2).map(judge))
}

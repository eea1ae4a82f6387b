import { createRenderer, type Renderer } from '../../emails/render-in-thread.ts'
import type { ReaderParts, RenderedMail } from '../../src/domain/digest.ts'
import { createReturnPaths } from '../../src/domain/return-path.ts'
import { createDigestComposer, type DigestComposer } from '../../src/mail/digest-composer.ts'
import { wireAddress, wireDomain } from '../../src/mail/mailbox.ts'
import { parseRelay, type Relay } from '../../src/mail/relay.ts'
import { createRelayPool } from '../../src/mail/relay-pool.ts'
import { createMailer, type Mailer } from '../../src/mail/single-mail.ts'
import type { Outgoing } from '../../src/mail/smtp-connection.ts'
import { createLinks } from '../../src/usecases/links.ts'
import { openSink, type Received, type Sink } from '../support/sink.ts'
import type { Letter } from './letters.ts'
import type { Desk } from './signing.ts'

/** What a mail should say when any program reads it. */
export interface Expected {
  readonly kind: 'digest' | 'notice'
  readonly lang: string
  readonly subject: string
  readonly fromName: string
  readonly fromAddress: string
  readonly toName: string | null
  readonly toAddress: string
  readonly text: string
  readonly html: string
  readonly links: readonly string[]
  readonly unsubscribeUrl: string
  readonly listId: string
  /** What its tokens may be good for. */
  readonly purposes: readonly string[]
}

/** A mail as the sink took it, beside what it should say. */
export interface Delivered {
  readonly id: string
  readonly received: Received
  readonly expected: Expected
}

const secret = Buffer.from('the secret of the conformance suite')
const links = createLinks('https://news.nashra.example', [secret])
const returnPaths = createReturnPaths({ address: 'back@returns.example', separator: '+', secretKeys: [secret] })
const startsAt = Date.UTC(2026, 0, 15, 8)
const log = { warn: () => undefined, info: () => undefined, error: () => undefined }
/** One mail in so many is a notice. */
const noticeEvery = 12

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const filled = (text: string, marks: ReaderParts, parts: ReaderParts, spelt: (text: string) => string): string =>
  (Object.keys(marks) as (keyof ReaderParts)[]).reduce(
    (sum, slot) => sum.replaceAll(marks[slot], () => spelt(parts[slot])),
    text,
  )

type Reader = Letter['readers'][number]

const partsFor = ({ address, subscriptionId: id }: Reader, now: Date): ReaderParts => ({
  address,
  unsubscribeUrl: links.unsubscribe({ id, round: 0 }, now),
  preferencesUrl: links.preferences({ id, round: 0 }, now),
})

const expectedOf = (
  { newsletter, content }: Pick<Letter, 'newsletter' | 'content'>,
  { address, name }: Reader,
  mail: RenderedMail,
): Omit<Expected, 'kind' | 'links' | 'unsubscribeUrl' | 'purposes'> => ({
  ...mail,
  lang: content.lang,
  fromName: newsletter.sender.name,
  fromAddress: wireAddress(newsletter.sender.address),
  toName: name,
  toAddress: wireAddress(address),
  listId: `<${newsletter.slug}.${wireDomain(newsletter.sender.address.split('@')[1] ?? '')}>`,
})

interface Written {
  readonly expected: Expected
  readonly write: (relay: Relay) => Promise<Outgoing>
}

/** Whether a reader gets an answer in place of a digest. */
const isAnswered = ({ subscriptionId }: Reader): boolean => Number(subscriptionId) % noticeEvery === 0

const writeDigests = async (letter: Letter, { digests, renderer }: Wires): Promise<Written[]> => {
  const marks = digests.marksOf(letter.id)
  const { newsletter, content } = letter
  const mail = await renderer.renderDigest(content, newsletter, marks)
  const template = digests.compile({ id: letter.id, issueId: letter.id, newsletter, mail })
  const readers = letter.readers.filter((reader) => !isAnswered(reader))
  return readers.map((reader): Written => {
    const now = new Date(startsAt + 1000 * Number(reader.subscriptionId))
    const parts = partsFor(reader, now)
    const text = filled(mail.text, marks, parts, String)
    const html = filled(mail.html, marks, parts, escaped)
    const shown = content.posts.filter(({ url }) => mail.text.includes(url)).map(({ url }) => url)
    return {
      expected: {
        ...expectedOf(letter, reader, { subject: mail.subject, text, html }),
        kind: 'digest',
        links: [...shown, parts.unsubscribeUrl, parts.preferencesUrl],
        unsubscribeUrl: parts.unsubscribeUrl,
        purposes: ['unsubscribe', 'preferences'],
      },
      write: (relay) => digests.message(template, { ...reader, parts }, { now, relay }),
    }
  })
}

const sendAll = async (url: string, written: readonly Written[]): Promise<void> => {
  const pool = createRelayPool({ relays: [parseRelay(url)], connectionsPerRelay: 4, log })
  const waiting = [...written]
  const connections = await pool.acquireSome(4)
  await Promise.all(
    connections.map(async (connection) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const outcome = await connection.send(await next.write(connection.relay))
        if (outcome.kind !== 'accepted') throw new Error(`${next.expected.toAddress}: ${outcome.kind} ${outcome.reply}`)
      }
      pool.release(connection)
    }),
  )
  await pool.close()
}

/** Mails that each answer one reader: confirmations. */
const sendNotices = async ({ newsletter, content, readers }: Letter, wires: Wires): Promise<[string, Expected][]> => {
  const sent: [string, Expected][] = []
  for (const reader of readers.filter(isAnswered)) {
    const confirmUrl = links.confirm({ id: reader.subscriptionId, round: 0 }, new Date(startsAt))
    const notice = { kind: 'confirm', lang: content.lang, confirmUrl, cadence: 'weekly' } as const
    const mail = await wires.renderer.renderNotice(notice, newsletter, { address: reader.address })
    const messageId = wires.digests.messageIdOf(newsletter, 'notice-1', reader.subscriptionId)
    const replyTo = newsletter.replyTo === null ? {} : { replyTo: { name: null, address: newsletter.replyTo } }
    const single = { ...mail, ...replyTo, from: newsletter.sender, to: reader, messageId, autoSubmitted: true }
    const outcome = await wires.mailer.send(single)
    if (outcome.kind !== 'accepted') throw new Error(`${reader.address}: ${outcome.kind} ${outcome.reply}`)
    const expected = expectedOf({ newsletter, content }, reader, mail)
    const about = { kind: 'notice', links: [confirmUrl], unsubscribeUrl: '', purposes: ['confirm'] } as const
    sent.push([messageId, { ...expected, ...about }])
  }
  return sent
}

interface Wires {
  readonly renderer: Renderer
  readonly digests: DigestComposer
  readonly mailer: Mailer
}

const openWires = (sink: Sink, { signerFor }: Desk): Wires => ({
  renderer: createRenderer(),
  digests: createDigestComposer(secret, { signerFor, returnPaths, helpUrl: ({ slug }) => links.to(`/n/${slug}`) }),
  mailer: createMailer({ relays: [parseRelay(sink.url)], log, now: () => new Date(startsAt), signerFor }),
})

/**
 * Composes every letter with the real composer and hands it over by real SMTP; every twelfth mail is a confirmation.
 * What the sink took is paired with what should be read there.
 */
export const correspond = async (written: readonly Letter[], desk: Desk): Promise<Delivered[]> => {
  await using sink = await openSink()
  const wires = openWires(sink, desk)
  const expectations = new Map<string, Expected>()
  for (const letter of written) {
    const digests = await writeDigests(letter, wires)
    for (const { expected } of digests) expectations.set(expected.unsubscribeUrl, expected)
    await sendAll(sink.url, digests)
    for (const [messageId, expected] of await sendNotices(letter, wires)) expectations.set(messageId, expected)
  }
  await wires.mailer.close()
  await wires.renderer.close()
  return paired(sink.received, expectations)
}

const paired = (received: readonly Received[], expectations: ReadonlyMap<string, Expected>): Delivered[] =>
  received.map((message, index) => {
    const head = message.raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
    const key = /^List-Unsubscribe: <([^>]*)>/m.exec(head)?.[1] ?? /^Message-ID: (\S+)/m.exec(head)?.[1] ?? ''
    const expected = expectations.get(key)
    if (expected === undefined) throw new Error(`a mail that nobody wrote: ${key}`)
    return { id: String(index + 1), received: message, expected }
  })

/** Whether the envelope sender of a digest is its own and can be read again. */
export const isOwnReturnPath = ({ received }: Delivered): boolean => returnPaths.read(received.from) !== null

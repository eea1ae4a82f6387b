import { fillSigned } from './dkim-message.ts'
import type { SignerFor } from './dkim-signers.ts'
import type { Header } from './headers.ts'
import { domainOf, type Mailbox } from './mailbox.ts'
import { compileTemplate, type MessageTemplate, type ReaderValues } from './message-template.ts'
import type { Outcome } from './outcome.ts'
import type { Relay } from './relay.ts'
import type { RelayConnection } from './smtp-connection.ts'
import { createRelayPool, type RelayPoolOptions } from './relay-pool.ts'

/** A mail to one person that belongs to no issue: a confirmation, a link, a test digest, a word to an admin. */
export interface SingleMail {
  readonly from: Mailbox
  readonly replyTo?: Mailbox
  readonly to: Mailbox
  /** Where bounces go; the sender's address when absent, nobody when empty. */
  readonly envelopeFrom?: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly messageId: string
  readonly headers?: readonly Header[]
  /** Says `Auto-Submitted: auto-generated` (RFC 3834), so that no absence notice answers it. */
  readonly autoSubmitted?: boolean
}

export interface Mailer {
  /**
   * Hands a mail over once. Rejects with a RelayFault when no relay can be reached, and with a SigningFault when its
   * sender's key cannot be used: then nothing was sent.
   */
  send(mail: SingleMail): Promise<Outcome>
  close(): Promise<void>
}

interface Written {
  readonly template: MessageTemplate<never>
  readonly values: ReaderValues<never>
}

const write = (mail: SingleMail, date: Date): Written => {
  const headers: Header[] = [['From', mail.from]]
  if (mail.replyTo !== undefined) headers.push(['Reply-To', mail.replyTo])
  if (mail.autoSubmitted === true) headers.push(['Auto-Submitted', 'auto-generated'])
  headers.push(...(mail.headers ?? []))
  const { subject, html, text, to, messageId } = mail
  return {
    template: compileTemplate<never>({ headers, subject, html, text, slots: {} }),
    values: { to, date, messageId, slots: {} },
  }
}

export interface MailerOptions extends RelayPoolOptions {
  readonly now: () => Date
  /** Signs for senders where the relay does not; nobody when absent. */
  readonly signerFor?: SignerFor
}

/** A relay may drop an idle connection before we notice. Nothing was said yet, so another one may try at once. */
const wasStale = (outcome: Outcome, connection: RelayConnection): boolean =>
  outcome.kind === 'deferred' &&
  outcome.code === null &&
  ((outcome.phase === 'connection' && connection.sent > 0) || (outcome.phase === 'mail' && connection.sent > 1))

/**
 * Sends single mails over connections of its own, so that no confirmation waits behind a digest. Relays that cannot be
 * reached are passed over for the next one.
 */
export const createMailer = (options: MailerOptions): Mailer => {
  const pool = createRelayPool({ connectionsPerRelay: 2, messagesPerConnection: 100, ...options })
  const signed = async ({ template, values }: Written, { from }: SingleMail, relay: Relay): Promise<Buffer> => {
    const domain = domainOf(from.address)
    const signer = relay.signs ? null : await options.signerFor?.(domain)
    return fillSigned(template, values, signer ?? null)
  }
  const hand = async (mail: SingleMail, written: Written): Promise<Outcome> => {
    const [connection] = await pool.acquireSome(1)
    if (connection === undefined) throw new Error('the mailer is closed')
    try {
      const from = mail.envelopeFrom ?? mail.from.address
      const message = await signed(written, mail, connection.relay)
      const outcome = await connection.send({ from, to: mail.to.address, message })
      if (!wasStale(outcome, connection)) return outcome
    } finally {
      pool.release(connection)
    }
    return hand(mail, written)
  }
  return { send: async (mail) => hand(mail, write(mail, options.now())), close: () => pool.close() }
}

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import type { Log } from '../../log.ts'
import type { ReturnEnvelope } from './read-returned.ts'

/** What takes a returned mail in. Once it resolves the mail is ours; when it rejects, whoever brought it keeps it. */
export type TakeReturned = (mail: { readonly raw: Uint8Array } & ReturnEnvelope) => Promise<unknown>

export interface ListenerOptions {
  /** `lmtp://host:port` for a mail server beside us, `smtp://host:port` for the world. */
  readonly url: string
  /** Whether there is such a mailbox. */
  readonly takes: (address: string) => boolean
  readonly take: TakeReturned
  readonly log: Log
}

/** A door for mail that comes back. */
export interface Listener extends AsyncDisposable {
  /** The port it listens on, for a URL that asked for any. */
  readonly port: number
}

/** In bytes; larger mail is refused for good. */
export const largestReturned = 10 * 1024 * 1024
const mostClients = 10
const mostRecipients = 20
const idleMs = 60_000
const closeMs = 2000

class Reply extends Error {
  readonly responseCode: number
  constructor(responseCode: number, text: string) {
    super(text)
    this.responseCode = responseCode
  }
}

/**
 * Takes in mail for the return path over LMTP (RFC 2033) or SMTP, on plain TCP. Other mailboxes are refused at RCPT; a mail is
 * accepted once `take` has it, and put off with 451 when it cannot, so that nothing is lost. Rejects when the port is taken.
 */
export const listenForReturned = async ({ url, takes, take, log }: ListenerOptions): Promise<Listener> => {
  const { protocol, hostname, port } = new URL(url)
  const server = new SMTPServer({
    lmtp: protocol === 'lmtp:',
    banner: 'Nashra returns',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: largestReturned,
    maxClients: mostClients,
    socketTimeout: idleMs,
    closeTimeout: closeMs,
    onRcptTo({ address }, { envelope }, answer) {
      if (!takes(address)) answer(new Reply(550, '5.1.1 No such mailbox here'))
      else answer(envelope.rcptTo.length < mostRecipients ? null : new Reply(452, '4.5.3 Too many recipients'))
    },
    onData(stream, { envelope: { mailFrom, rcptTo } }, answer) {
      const from = mailFrom === false ? '' : mailFrom.address
      const to = rcptTo.map(({ address }) => address)
      collect(stream)
        .then((raw) => take({ raw, from, to }).catch((error: unknown) => putOff(log, error)))
        .then(
          () => answer(null, '2.0.0 Taken'),
          (error: Error) => answer(error),
        )
    },
  })
  // Whoever hangs up in the middle keeps their mail: that is their affair.
  server.on('error', () => {})
  const listening = server.listen(Number(port), hostname.replaceAll(/[[\]]/g, ''))
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  }
}

const putOff = (log: Log, error: unknown): never => {
  log.warn({ err: error }, 'a returned mail was put off')
  throw new Reply(451, '4.3.0 Not now, try again later')
}

/** The whole mail; what is over the limit is read to its end and let go. */
const collect = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  if (stream.sizeExceeded) throw new Reply(552, '5.3.4 Message too large')
  return Buffer.concat(chunks)
}

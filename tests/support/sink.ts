import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A message as the sink took it. */
export interface Received {
  readonly from: string
  readonly to: string
  readonly raw: Buffer
}

/** A relay that takes everything, remembers it in order, and may be told what to answer. */
export interface Sink extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  /** Set to refuse or delay: called before a message is taken; what it throws is the reply. */
  beforeTaking: (message: Received) => Promise<void>
}

/** An SMTP reply to be thrown by `beforeTaking`. */
export class SmtpReply extends Error {
  readonly responseCode: number
  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

export const openSink = async (port = 0): Promise<Sink> => {
  const received: Received[] = []
  const take = async (message: Received): Promise<Error | null> => {
    try {
      await sink.beforeTaking(message)
      received.push(message)
      return null
    } catch (reply) {
      return reply as Error
    }
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        const message = { from, to: session.envelope.rcptTo[0]?.address ?? '', raw: Buffer.concat(chunks) }
        void take(message).then((reply) => setImmediate(callback, reply))
      })
    },
  })
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const sink: Sink = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    beforeTaking: async () => {},
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return sink
}

/** A message read as mail programs read it. */
export const readMail = (message: Received): Promise<Email> => PostalMime.parse(message.raw)

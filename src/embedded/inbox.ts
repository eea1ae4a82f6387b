import { once } from 'node:events'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { openInboxStore, type InboxStore } from './inbox-store.ts'
import type { Envelope, InboxMessage } from './inbox-summary.ts'
import { StartFault } from './start-fault.ts'

export interface InboxOptions {
  /** The folder of the messages; made when missing. */
  readonly directory: string
  /** A port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number
  /** How many messages are kept, 5000 by default; the oldest go first. */
  readonly capacity?: number
  now(): Date
}

/** A message taken apart for a reader's eyes. */
export interface InboxReading {
  readonly html: string | null
  readonly text: string | null
  /** In the order of the message, names as written, values unfolded. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: number }[]
}

/** A mail server that keeps everything and sends nothing on. */
export interface Inbox extends AsyncDisposable {
  /** For SMTP_URL: `smtp://127.0.0.1:<port>`. */
  readonly url: string
  /** Newest first. */
  list(): InboxMessage[]
  /** The bytes as they were mailed; null when there is no such message. */
  raw(id: string): Promise<Buffer | null>
  read(id: string): Promise<InboxReading | null>
  clear(): Promise<void>
  /** Stops listening and ends open connections; the messages stay. May be called twice. */
  close(): Promise<void>
}

const largestMessage = 25 * 1024 * 1024
const closeTimeoutMs = 100

/**
 * Starts the local inbox on loopback: SMTP without authentication, with PIPELINING and SMTPUTF8. A message is accepted
 * (250) once it is in its file. Throws a StartFault when the folder or the port cannot be used.
 */
export const startInbox = async (options: InboxOptions): Promise<Inbox> => {
  const { directory, port = 0, capacity = 5000, now } = options
  const store = await openInboxStore(directory, capacity).catch((error: unknown) => {
    throw new StartFault(`The inbox cannot keep mail in ${directory}: let this account write there, or set DATA_DIR.`, {
      cause: error,
    })
  })
  const server = createSmtpServer(store, now)
  const listening = await listen(server, port)
  let closed: Promise<void> | null = null
  const close = (): Promise<void> => (closed ??= new Promise((resolve) => server.close(resolve)))
  return {
    url: `smtp://127.0.0.1:${listening}`,
    list: store.list,
    raw: store.raw,
    async read(id) {
      const bytes = await store.raw(id)
      return bytes && readMessage(bytes)
    },
    clear: store.clear,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const createSmtpServer = (store: InboxStore, now: () => Date): SMTPServer => {
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Nashra local inbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: largestMessage,
    closeTimeout: closeTimeoutMs,
    onData(stream, session, answer) {
      const take = async (): Promise<void> => store.add(await collect(stream), envelopeOf(session), now())
      take().then(
        () => answer(null, 'Kept'),
        (error: Error) => answer(error),
      )
    },
  })
  // A client that hangs up is its own affair.
  server.on('error', () => {})
  return server
}

const collect = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Buffer[] = await Array.fromAsync(stream)
  if (stream.sizeExceeded) throw Object.assign(new Error('Message too large'), { responseCode: 552 })
  return Buffer.concat(chunks)
}

const envelopeOf = ({ envelope }: SMTPServerSession): Envelope => ({
  from: envelope.mailFrom ? envelope.mailFrom.address : '',
  to: envelope.rcptTo.map(({ address }) => address),
})

const listen = async (server: SMTPServer, port: number): Promise<number> => {
  const listener = server.listen(port, '127.0.0.1')
  try {
    await once(listener, 'listening')
  } catch (error) {
    throw new StartFault(`Port ${port} on 127.0.0.1 cannot be used for the inbox: free it, or choose another one.`, {
      cause: error,
    })
  }
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server without a port')
  return address.port
}

const readMessage = async (bytes: Buffer): Promise<InboxReading> => {
  const { html, text, headers, attachments } = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' })
  return {
    html: html ?? null,
    text: text ?? null,
    headers: headers.map(({ originalKey, value }) => [originalKey, value] as const),
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      type: mimeType,
      bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import type { Log } from '../../log.ts'
import { largestReturned, type TakeReturned } from './listener.ts'

export interface MailboxOptions {
  /** `imaps://user:password@host/folder`; `imap:` speaks STARTTLS except on this machine. With `?done=Folder` read mail is moved there. */
  readonly url: string
  readonly take: TakeReturned
  readonly log: Log
  readonly everyMs?: number
}

/** One look at a mailbox. */
interface Mailbox {
  readonly connection: ConstructorParameters<typeof ImapFlow>[0]
  readonly folder: string
  readonly done: string | null
}

const everyMinute = 60_000
const answerMs = 30_000
const mostAtATime = 500
const mostFaults = 3

const isHere = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host)

const mailboxAt = (url: string): Mailbox => {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url)
  const secure = protocol === 'imaps:'
  return {
    connection: {
      host: hostname.replaceAll(/[[\]]/g, ''),
      port: port === '' ? (secure ? 993 : 143) : Number(port),
      secure,
      ...(secure || isHere(hostname) ? {} : { doSTARTTLS: true }),
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: answerMs,
      greetingTimeout: answerMs,
      socketTimeout: answerMs * 2,
    },
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    done: searchParams.get('done'),
  }
}

/**
 * Looks into a mailbox every minute for mail that nobody has read, and marks or moves it only once `take` has it: what
 * cannot be taken now is there again at the next look, and a lost connection is made anew. Never rejects.
 */
export const readMailbox = ({ url, take, log, everyMs = everyMinute }: MailboxOptions): AsyncDisposable => {
  const mailbox = mailboxAt(url)
  const stopping = new AbortController()
  const looking = (async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // An IMAP error may carry what was said on the wire, the password with it: its code and its words are enough.
      await lookInto(mailbox, take, stopping.signal).catch((error: unknown) =>
        log.warn(faultOf(error), 'the bounce mailbox cannot be read'),
      )
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await looking
    },
  }
}

const faultOf = (error: unknown): object => {
  const { code, responseText } = error as { code?: unknown; responseText?: unknown }
  return { code, reply: responseText, fault: error instanceof Error ? error.message : '' }
}

const lookInto = async (mailbox: Mailbox, take: TakeReturned, signal: AbortSignal): Promise<void> => {
  const imap = new ImapFlow(mailbox.connection)
  // What breaks a connection is thrown by the command that was under way, too.
  imap.on('error', () => {})
  const stop = (): void => imap.close()
  signal.addEventListener('abort', stop)
  try {
    await imap.connect()
    if (mailbox.done !== null) await imap.mailboxCreate(mailbox.done)
    await imap.mailboxOpen(mailbox.folder)
    const found = await imap.search({ seen: false }, { uid: true })
    await takeAll(imap, { uids: (found || []).slice(0, mostAtATime), done: mailbox.done, take, signal })
    await imap.logout()
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
    imap.close()
  }
}

interface Found {
  readonly uids: readonly number[]
  readonly done: string | null
  readonly take: TakeReturned
  readonly signal: AbortSignal
}

/** One mail that cannot be taken does not hold up the others; several in a row mean that nothing can be taken now. */
const takeAll = async (imap: ImapFlow, { uids, done, take, signal }: Found): Promise<void> => {
  const faults: unknown[] = []
  for (const uid of uids) {
    if (signal.aborted || faults.length >= mostFaults) break
    const mail = await imap.fetchOne(String(uid), { source: { maxLength: largestReturned } }, { uid: true })
    if (mail === false || mail.source === undefined) continue
    try {
      await take({ raw: mail.source, from: null, to: [] })
    } catch (error) {
      faults.push(error)
      continue
    }
    await imap.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    if (done !== null) await imap.messageMove(String(uid), done, { uid: true })
  }
  if (faults.length > 0) throw faults[0]
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { freePort } from './free-port.ts'
import { until } from './wait.ts'

/** A real IMAP server on loopback with one mailbox. */
export interface MailServer extends AsyncDisposable {
  /** For BOUNCE_MAILBOX; the password holds what a URL must encode. */
  readonly url: string
  /** Delivers mail into INBOX. */
  append(...mails: readonly string[]): Promise<void>
  /** How many messages of a folder there are, and how many of them are unread. */
  count(folder: string): Promise<{ all: number; unseen: number }>
  stop(): Promise<void>
  start(): Promise<void>
}

const password = 's@cret/100%'

/** Whether this machine has Dovecot (Debian: dovecot-imapd). */
export const hasDovecot = (): boolean => spawnSync('dovecot', ['--version']).status === 0

const settingsOf = ({ directory, port, user }: { directory: string; port: number; user: Account }): string => `
base_dir = ${directory}/run
state_dir = ${directory}/run
log_path = ${directory}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${user.name}
default_internal_group = ${user.group}
default_login_user = ${user.name}
first_valid_uid = 1
mail_location = maildir:${directory}/mail
passdb {
  driver = static
  args = password=${password.replaceAll('%', '%%')}
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${directory}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`

interface Account {
  readonly name: string
  readonly group: string
  readonly uid: number
  readonly gid: number
}

/** Mail never belongs to root; any other account keeps its own. */
const accountForMail = (): Account => {
  const { username, uid, gid } = userInfo()
  if (uid === 0) return { name: 'nobody', group: 'nogroup', uid: 65534, gid: 65534 }
  const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim()
  return { name: username, group, uid, gid }
}

/** Starts Dovecot as a child of this process, which ends with it. */
export const openMailServer = async (): Promise<MailServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-imap-'))
  const [port, user] = [await freePort(), accountForMail()]
  for (const part of ['run', 'mail']) await mkdir(join(directory, part), { mode: 0o755 })
  if (process.getuid?.() === 0) for (const part of ['', 'mail']) await chown(join(directory, part), user.uid, user.gid)
  const settings = join(directory, 'dovecot.conf')
  await writeFile(settings, settingsOf({ directory, port, user }))
  const url = `imap://reader:${encodeURIComponent(password)}@127.0.0.1:${port}/INBOX`
  const withClient = async <Result>(task: (imap: ImapFlow) => Promise<Result>): Promise<Result> => {
    const auth = { user: 'reader', pass: password }
    const imap = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false })
    imap.on('error', () => {})
    await imap.connect()
    try {
      return await task(imap)
    } finally {
      await imap.logout()
    }
  }
  const answers = (): Promise<boolean> => withClient(() => Promise.resolve(true)).catch(() => false)
  let server: ReturnType<typeof spawn> | null = null
  const stop = async (): Promise<void> => {
    const running = server
    server = null
    if (running === null) return
    const ended = once(running, 'exit')
    running.kill('SIGTERM')
    await ended
  }
  const start = async (): Promise<void> => {
    server = spawn('dovecot', ['-F', '-c', settings], { stdio: 'ignore' })
    await until('Dovecot answers', answers)
  }
  await using opened = new AsyncDisposableStack()
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  opened.defer(stop)
  await start()
  const kept = opened.move()
  return {
    url,
    start,
    stop,
    append: (...mails) =>
      withClient(async (imap) => {
        for (const mail of mails) await imap.append('INBOX', mail.replaceAll(/\r?\n/g, '\r\n'))
      }),
    count: (folder) =>
      withClient(async (imap) => {
        const status = await imap.status(folder, { messages: true, unseen: true })
        return { all: status ? (status.messages ?? 0) : 0, unseen: status ? (status.unseen ?? 0) : 0 }
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One full transaction, as it was written down before it was answered. */
export interface Taken {
  /** Milliseconds of the epoch. */
  readonly at: number
  readonly from: string
  readonly to: string
  readonly messageId: string
  readonly sha256: string
  readonly reply: string
}

/** A relay that takes everything and whose word counts: what it answers is on record first. */
export interface RecordingRelay extends AsyncDisposable {
  readonly url: string
  /** Transactions on record by now. */
  readonly taken: number
  /** Called between the record and the answer, with the number on record. */
  onTaken: (taken: number) => void
  /** The record, read back from its file. */
  record(): Taken[]
}

const endOfLine = Buffer.from('\r\n')
const endOfMessage = Buffer.from('\r\n.\r\n')
const reply = '250 2.0.0 taken'

const angled = (command: string): string => /<([^>]*)>/.exec(command)?.[1] ?? ''

/** Opens a relay that waits `replyMs` with the answer to each message. */
export const openRecordingRelay = async ({ replyMs = 0 }: { replyMs?: number } = {}): Promise<RecordingRelay> => {
  const folder = mkdtempSync(join(tmpdir(), 'nashra-record-'))
  const file = join(folder, 'record.jsonl')
  const handle = openSync(file, 'a')
  const sockets = new Set<Socket>()
  let taken = 0

  const take = (envelope: { from: string; to: string }, message: Buffer): void => {
    const head = message.toString('latin1', 0, Math.max(0, message.indexOf('\r\n\r\n')))
    const entry: Taken = {
      at: Date.now(),
      ...envelope,
      messageId: /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '',
      sha256: createHash('sha256').update(message).digest('hex'),
      reply,
    }
    writeSync(handle, `${JSON.stringify(entry)}\n`)
    taken += 1
    relay.onTaken(taken)
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`))
    say('220 relay.example ESMTP')
    converse(socket, say, (envelope, message) => {
      take(envelope, message)
      setTimeout(say, replyMs, reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: RecordingRelay = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get taken() {
      return taken
    },
    onTaken: () => {},
    record: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Taken),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      closeSync(handle)
      rmSync(folder, { recursive: true })
    },
  }
  return relay
}

type Take = (envelope: { from: string; to: string }, message: Buffer) => void

/** The server's side of RFC 5321 with PIPELINING, as far as an honest client goes. */
const converse = (socket: Socket, say: (line: string) => void, take: Take): void => {
  let unread: Buffer = Buffer.alloc(0)
  let from = ''
  let to = ''
  let inMessage = false

  const obey = (command: string): void => {
    const verb = command.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') say('250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8')
    else if (verb === 'QUIT') socket.end('221 bye\r\n')
    else if (verb === 'DATA') {
      inMessage = true
      say('354 go on')
    } else {
      if (verb === 'MAIL') from = angled(command)
      if (verb === 'RCPT') to = angled(command)
      say('250 ok')
    }
  }

  const readOn = (): boolean => {
    const mark = inMessage ? endOfMessage : endOfLine
    const end = unread.indexOf(mark)
    if (end < 0) return false
    const piece = unread.subarray(0, end)
    unread = unread.subarray(end + mark.length)
    if (inMessage) {
      inMessage = false
      take({ from, to }, piece)
    } else obey(piece.toString('utf8'))
    return true
  }

  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    while (!socket.destroyed && readOn());
  })
}

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { converse, type Envelope, type Moment } from './relay-talk.ts'

/** One full transaction, as it was written down before it was answered. */
export interface Taken extends Envelope {
  /** Milliseconds of the epoch. */
  readonly at: number
  readonly messageId: string
  readonly sha256: string
  readonly reply: string
}

/** A relay that takes everything and whose word counts: what it answers is on record first. */
export interface RecordingRelay extends AsyncDisposable {
  readonly url: string
  /** Transactions on record by now. */
  readonly taken: number
  /** Milliseconds it waits with the answer to each message. */
  replyMs: number
  /** Called at each moment of a conversation, the n-th of its kind; true cuts that connection where it stands. */
  onMoment: (moment: Moment, nth: number) => boolean | void
  /** The record, read back from its file, without its first `from` entries. */
  record(from?: number): Taken[]
}

const reply = '250 2.0.0 taken'

/** Opens a relay that waits `replyMs` with the answer to each message. */
export const openRecordingRelay = async ({ replyMs = 0 }: { replyMs?: number } = {}): Promise<RecordingRelay> => {
  const book = openBook()
  const sockets = new Set<Socket>()
  const counts: Record<Moment, number> = { ehlo: 0, rcpt: 0, data: 0, body: 0, dot: 0 }
  const notice = (moment: Moment): boolean => relay.onMoment(moment, (counts[moment] += 1)) === true

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    converse(socket, {
      notice,
      take(envelope, message, answer) {
        book.write(envelope, message)
        if (notice('dot')) socket.destroy()
        else setTimeout(answer, relay.replyMs, reply)
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: RecordingRelay = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replyMs,
    onMoment: () => {},
    get taken() {
      return counts.dot
    },
    record: (from = 0) => book.read().slice(from),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      book.close()
    },
  }
  return relay
}

/** A file that is only ever appended to. */
const openBook = () => {
  const folder = mkdtempSync(join(tmpdir(), 'nashra-record-'))
  const file = join(folder, 'record.jsonl')
  const open = openSync(file, 'a')
  return {
    write(envelope: Envelope, message: Buffer): void {
      const head = message.toString('latin1', 0, Math.max(0, message.indexOf('\r\n\r\n')))
      const entry: Taken = {
        at: Date.now(),
        ...envelope,
        messageId: /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '',
        sha256: createHash('sha256').update(message).digest('hex'),
        reply,
      }
      writeSync(open, `${JSON.stringify(entry)}\n`)
    },
    read: (): Taken[] =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Taken),
    close(): void {
      closeSync(open)
      rmSync(folder, { recursive: true })
    },
  }
}

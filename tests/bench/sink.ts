import { createServer, type AddressInfo, type Socket } from 'node:net'
import { answer } from './child.ts'

/** What a sink has taken since it was last emptied. Times in milliseconds of the epoch. */
export interface Tally {
  readonly recipients: readonly string[]
  /** When each was taken. */
  readonly times: readonly number[]
  readonly bytes: number
  readonly smallest: number
  readonly largest: number
  /** The first message and a random share of the others, as they are without the stuffing of SMTP. */
  readonly samples: readonly Buffer[]
}

const empty = () => ({
  recipients: [] as string[],
  times: [] as number[],
  bytes: 0,
  smallest: Infinity,
  largest: 0,
  samples: [] as Buffer[],
})

let tally = empty()
let keptShare = 0
let replyMs = 0

const capabilities = '250-sink.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n'

/** Without the final dot, and with the dots that were doubled as they were (RFC 5321, 4.5.2). */
const unstuffed = (pieces: readonly Buffer[]): Buffer =>
  Buffer.from(Buffer.concat(pieces).toString('latin1').slice(0, -3).replaceAll('\r\n..', '\r\n.'), 'latin1')

const take = (to: string, size: number, pieces: readonly Buffer[] | null): void => {
  tally.recipients.push(to)
  tally.times.push(Date.now())
  tally.bytes += size
  tally.smallest = Math.min(tally.smallest, size)
  tally.largest = Math.max(tally.largest, size)
  if (pieces !== null) tally.samples.push(unstuffed(pieces))
}

/** The part of SMTP that a well-behaved client needs, and no copy of any message but the samples. */
const converse = (socket: Socket): void => {
  let line = ''
  let to = ''
  let inMessage = false
  let kept: Buffer[] | null = null
  let size = 0
  let tail = ''

  const obey = (command: string): string => {
    const verb = command.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') to = command.slice(command.indexOf('<') + 1, command.lastIndexOf('>'))
    if (verb === 'DATA') {
      inMessage = true
      kept = tally.samples.length === 0 || Math.random() < keptShare ? [] : null
      size = 0
      tail = ''
      return '354 go on\r\n'
    }
    if (verb === 'QUIT') socket.end('221 bye\r\n')
    return verb === 'QUIT' ? '' : verb === 'EHLO' ? capabilities : '250 ok\r\n'
  }

  /** Where the message ends in this chunk, or -1; the end may begin in the chunk before. */
  const endIn = (chunk: Buffer): number => {
    const seam = (tail + chunk.toString('latin1', 0, 4)).indexOf('\r\n.\r\n')
    if (seam >= 0) return seam + 5 - tail.length
    const end = chunk.indexOf('\r\n.\r\n')
    return end < 0 ? -1 : end + 5
  }

  const reply = (replies: string): void => void (socket.writable && socket.write(replies))

  const readMessage = (chunk: Buffer): number => {
    const end = endIn(chunk)
    const piece = end < 0 ? chunk : chunk.subarray(0, end)
    size += piece.length
    kept?.push(Buffer.from(piece))
    if (end < 0) tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 4))).slice(-4)
    return end
  }

  socket.on('data', (chunk: Buffer) => {
    let replies = ''
    for (let at = 0; at < chunk.length;) {
      if (inMessage) {
        const end = readMessage(chunk.subarray(at))
        if (end < 0) break
        at += end
        inMessage = false
        take(to, size, kept)
        replies += '250 taken\r\n'
      } else {
        const end = chunk.indexOf(10, at)
        line += chunk.toString('latin1', at, end < 0 ? chunk.length : end + 1)
        if (end < 0) break
        at = end + 1
        replies += obey(line)
        line = ''
      }
    }
    if (replies === '') return
    if (replyMs === 0) reply(replies)
    else setTimeout(() => reply(replies), replyMs)
  })
}

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  converse(socket)
  socket.write('220 sink.example ESMTP\r\n')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const answers = {
  ready: () => {},
  port: () => (server.address() as AddressInfo).port,
  /** Microseconds of CPU this process has used. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  tally: (): Tally => tally,
  taken: () => tally.recipients.length,
  /** When the first message from this instant on was taken; null before. */
  takenSince: (since: number) => tally.times.find((time) => time >= since) ?? null,
  /** From now on keeps this share of all messages, and waits so many milliseconds before every reply. */
  behave: (manner: { keptShare: number; replyMs: number }) => void ({ keptShare, replyMs } = manner),
  empty: () => void (tally = empty()),
}
export type SinkAnswers = typeof answers

answer(answers)

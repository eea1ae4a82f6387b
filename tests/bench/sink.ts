import { createServer, type AddressInfo, type Socket } from 'node:net'
import { answer } from './child.ts'

/** What a sink has taken since it was last emptied. Times in milliseconds of the epoch. */
export interface Tally {
  readonly recipients: readonly string[]
  readonly bytes: number
  readonly firstAt: number
  /** The first message, as it came over the wire. */
  readonly sample: Buffer
}

let recipients: string[] = []
let bytes = 0
let firstAt = 0
let sample: Buffer[] = []

const capabilities = '250-sink.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n'

/** The part of SMTP that a well-behaved client needs, and no copy of any message but the first. */
const converse = (socket: Socket): void => {
  let line = ''
  let to = ''
  let inMessage = false
  let keeping = false
  let tail = ''

  const obey = (command: string): string => {
    const verb = command.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') to = command.slice(command.indexOf('<') + 1, command.lastIndexOf('>'))
    if (verb === 'DATA') {
      inMessage = true
      keeping = sample.length === 0
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

  const readMessage = (chunk: Buffer): number => {
    const end = endIn(chunk)
    const piece = end < 0 ? chunk : chunk.subarray(0, end)
    bytes += piece.length
    if (keeping) sample.push(Buffer.from(piece))
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
        if (recipients.length === 0) firstAt = Date.now()
        recipients.push(to)
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
    if (replies !== '' && socket.writable) socket.write(replies)
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
  tally: (): Tally => ({ recipients, bytes, firstAt, sample: Buffer.concat(sample) }),
  empty: () => {
    recipients = []
    bytes = 0
    firstAt = 0
    sample = []
  },
}
export type SinkAnswers = typeof answers

answer(answers)

import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What a name server knows of one domain: mail hosts with their preference, no such domain, nothing of this type, or no answer at all. */
export type MailRecords = readonly (readonly [preference: number, host: string])[] | 'no-domain' | 'no-mail' | 'silence'

/** A name server on loopback that answers questions for MX records (RFC 1035). */
export interface NameServer extends AsyncDisposable {
  /** `address:port` */
  readonly address: string
  /** The domains that were asked for, in order. */
  readonly questions: readonly string[]
  readonly records: Map<string, MailRecords>
  /** The most questions that waited for an answer at one time. */
  readonly mostAtOnce: number
}

const labelsOf = (question: Buffer): { name: string; end: number } => {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), end: at + 5 }
}

const encoded = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])

const mailRecord = ([preference, host]: readonly [number, string]): Buffer => {
  const target = host === '.' ? Buffer.from([0]) : encoded(host)
  const head = Buffer.alloc(14)
  // A pointer to the question's name, MX, IN, 300 seconds.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(15, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(300, 6)
  head.writeUInt16BE(target.length + 2, 10)
  head.writeUInt16BE(preference, 12)
  return Buffer.concat([head, target])
}

const answerTo = (question: Buffer, end: number, records: Exclude<MailRecords, 'silence'>): Buffer => {
  const found = typeof records === 'string' ? [] : records
  const head = Buffer.alloc(12)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(records === 'no-domain' ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(found.length, 6)
  return Buffer.concat([head, question.subarray(12, end), ...found.map(mailRecord)])
}

/** Opens a name server that answers after `delayMs`; what it was told nothing about does not exist. */
export const openNameServer = async (delayMs = 0): Promise<NameServer> => {
  const socket = createSocket('udp4')
  const questions: string[] = []
  const records = new Map<string, MailRecords>()
  let waiting = 0
  let mostAtOnce = 0
  socket.on('message', (question, from) => {
    const { name, end } = labelsOf(question)
    questions.push(name)
    const known = records.get(name) ?? 'no-domain'
    if (known === 'silence') return
    mostAtOnce = Math.max(mostAtOnce, ++waiting)
    setTimeout(() => {
      waiting -= 1
      socket.send(answerTo(question, end, known), from.port, from.address)
    }, delayMs).unref()
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    records,
    get mostAtOnce() {
      return mostAtOnce
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

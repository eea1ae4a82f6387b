import { createPublicKey, createPrivateKey, sign } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Address } from 'nodemailer/lib/mailer'
import { answer } from './child.ts'

/** The mail to send, in parts that Nodemailer puts together again for each reader. */
export interface ControlMail {
  readonly from: Address
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers: readonly { readonly key: string; readonly value: string }[]
}

export interface ControlOrder {
  readonly port: number
  readonly count: number
  readonly connections: number
  readonly mail: ControlMail
  /** A private key as everybody configures it, in PEM; null leaves the mail unsigned. */
  readonly key: string | null
}

export interface ControlRun {
  readonly messagesPerSecond: number
  readonly cpuMicrosPerMessage: number
}

/** What anybody would write first: a pool of Nodemailer's, and one `sendMail` for each reader. */
const send = async ({ port, count, connections, mail, key }: ControlOrder): Promise<ControlRun> => {
  const dkim = { domainName: 'example.org', keySelector: 'control', privateKey: key ?? '' }
  const pool = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
    ignoreTLS: true,
    ...(key === null ? {} : { dkim }),
  })
  const began = performance.now()
  const used = process.cpuUsage()
  let next = 0
  const lane = async (): Promise<void> => {
    for (next += 1; next <= count; next += 1) {
      const address = `control-${next}@example.org`
      await pool.sendMail({ ...mail, headers: [...mail.headers], to: { name: '', address } })
    }
  }
  // Twice as many as there are connections, so that one is never without the next message.
  await Promise.all(Array.from({ length: connections * 2 }, lane))
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(used)
  pool.close()
  return { messagesPerSecond: count / seconds, cpuMicrosPerMessage: (user + system) / count }
}

/** Microseconds of CPU that one signature costs, the key parsed once: no signer on this machine gets below. */
const signature = (pem: string): number => {
  const key = createPrivateKey(pem)
  const hashed = Buffer.alloc(500, createPublicKey(key).export({ type: 'spki', format: 'der' }))
  const used = process.cpuUsage()
  const until = performance.now() + 500
  let count = 0
  for (; performance.now() < until; count += 1) sign('sha256', hashed, key)
  const { user, system } = process.cpuUsage(used)
  return (user + system) / count
}

const answers = { ready: () => {}, send, signature }
export type NodemailerAnswers = typeof answers

answer(answers)

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { answer } from './child.ts'

export interface LoadOrder {
  readonly port: number
  readonly connections: number
  /** Whole requests as they go over the wire, each sent once. */
  readonly requests: readonly string[]
}

/** What came of a load. Latencies in milliseconds, in no order. */
export interface LoadRun {
  readonly requestsPerSecond: number
  readonly latencies: readonly number[]
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>
}

/** The status of the answer that stands whole in `text`, or null while more is to come. Bodies are counted or chunked (RFC 9112). */
const statusOf = (text: string): string | null => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = text.slice(0, end).toLowerCase()
  const length = /\r\ncontent-length: *(\d+)/.exec(head)
  const isWhole =
    length === null
      ? !head.includes('transfer-encoding: chunked') || text.endsWith('\r\n0\r\n\r\n')
      : text.length >= end + 4 + Number(length[1])
  return isWhole ? head.slice(9, 12) : null
}

/** Sends a request on a connection and waits for its whole answer. */
const ask = async (socket: Socket, request: string): Promise<string> => {
  const answered = Promise.withResolvers<string>()
  let text = ''
  const read = (chunk: Buffer): void => {
    text += chunk.toString('latin1')
    const status = statusOf(text)
    if (status !== null) answered.resolve(status)
  }
  const lost = (): void => answered.reject(new Error('The server hung up.'))
  socket.on('data', read).once('close', lost)
  socket.write(request)
  try {
    return await answered.promise
  } finally {
    socket.off('data', read).off('close', lost)
  }
}

/** Keeps all connections busy, each with one request at a time, until every request is answered. */
const load = async ({ port, connections, requests }: LoadOrder): Promise<LoadRun> => {
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      await once(socket, 'connect')
      return socket
    }),
  )
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  const waiting = requests.values()
  const began = performance.now()
  await Promise.all(
    sockets.map(async (socket) => {
      for (const request of waiting) {
        const since = performance.now()
        const status = await ask(socket, request)
        latencies.push(performance.now() - since)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  for (const socket of sockets) socket.destroy()
  return { requestsPerSecond: requests.length / seconds, latencies, statuses }
}

const answers = { ready: () => {}, load }
export type LoadAnswers = typeof answers

answer(answers)

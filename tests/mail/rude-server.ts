import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type Moment = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'rset'

/** What a server does at a moment: says a line, or something worse. */
export type Reaction = string | ((socket: Socket) => void)

/** One reaction for every time, or one for each time, the last of which stays. */
export type Manners = Partial<Record<Moment, Reaction | readonly Reaction[]>>

export const cut = (socket: Socket): void => void socket.destroy()
export const silence = (): void => undefined
export const deaf = (socket: Socket): void => void socket.pause()
export const sayAndCut =
  (line: string): Reaction =>
  (socket) =>
    socket.end(line)

const politely: Record<Moment, Reaction> = {
  greeting: '220 rude.example ESMTP',
  ehlo: '250-rude.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8',
  starttls: '502 5.5.1 no TLS here',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  body: silence,
  dot: '250 2.0.0 queued as 42',
  rset: '250 2.0.0 ok',
}

const verbs: [RegExp, Moment][] = [
  [/^(?:EHLO|HELO)/i, 'ehlo'],
  [/^STARTTLS/i, 'starttls'],
  [/^AUTH/i, 'auth'],
  [/^MAIL/i, 'mail'],
  [/^RCPT/i, 'rcpt'],
  [/^DATA/i, 'data'],
  [/^RSET/i, 'rset'],
]

export interface RudeServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** Commands as they came, from all connections. */
  readonly commands: string[]
  /** Messages as they came over the wire, without the line of the dot. */
  readonly messages: string[]
  readonly connections: { open: number; ever: number; most: number }
  /** Hangs up on everybody. */
  dropAll(): void
}

/**
 * An SMTP server on a raw socket that can be told to misbehave at every moment. A careless one takes DATA even when it
 * has refused the sender or the reader.
 */
export const openRudeServer = async (manners: Manners = {}, careless = false): Promise<RudeServer> => {
  const commands: string[] = []
  const messages: string[] = []
  const connections = { open: 0, ever: 0, most: 0 }
  const sockets = new Set<Socket>()
  const times = new Map<Moment, number>()

  const react = (socket: Socket, moment: Moment): string => {
    const time = times.get(moment) ?? 0
    times.set(moment, time + 1)
    const told = [manners[moment] ?? politely[moment]].flat()
    const reaction = told[Math.min(time, told.length - 1)] ?? silence
    if (typeof reaction === 'string') socket.write(`${reaction}\r\n`)
    else reaction(socket)
    return typeof reaction === 'string' ? reaction : ''
  }

  const server = createServer((socket) => {
    let unread = ''
    let body: string | null = null
    connections.open += 1
    connections.ever += 1
    connections.most = Math.max(connections.most, connections.open)
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', silence)
    socket.on('close', () => {
      connections.open -= 1
      sockets.delete(socket)
    })
    react(socket, 'greeting')

    let taken = ''
    const command = (line: string): void => {
      commands.push(line)
      if (/^QUIT/i.test(line)) {
        socket.end('221 bye\r\n')
        return
      }
      const moment = verbs.find(([verb]) => verb.test(line))?.[1]
      const needs = { rcpt: 'mail', data: 'mail rcpt' }[moment as string] ?? ''
      if (moment === undefined || (!careless && !taken.startsWith(needs))) {
        socket.write(moment === undefined ? '500 what?\r\n' : '503 not now\r\n')
        return
      }
      const reply = react(socket, moment)
      if (moment === 'mail' || moment === 'rset') taken = ''
      if (reply.startsWith('2') && moment !== 'rset') taken += { mail: 'mail', rcpt: ' rcpt' }[moment as string] ?? ''
      if (moment !== 'data' || !/^[23]/.test(reply)) return
      body = ''
      if (manners.body !== undefined) socket.prependOnceListener('data', () => react(socket, 'body'))
    }

    const readLine = (line: string): void => {
      if (body === null) command(line)
      else if (line !== '.') body += `${line}\r\n`
      else {
        messages.push(body)
        body = null
        taken = ''
        react(socket, 'dot')
      }
    }

    socket.on('data', (chunk) => {
      const lines = (unread + chunk.toString('latin1')).split('\r\n')
      unread = lines.pop() ?? ''
      for (const line of lines) if (!socket.destroyed) readLine(line)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    commands,
    messages,
    connections,
    dropAll,
    async [Symbol.asyncDispose]() {
      dropAll()
      server.close()
      await once(server, 'close')
    },
  }
}

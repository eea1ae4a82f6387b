import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Conversation, type Desk, type Manners, type Moment, type Reaction } from './rude-conversation.ts'

export { taking, type Act, type Manners, type Moment, type Peer, type Reaction } from './rude-conversation.ts'

export const cut = (socket: Socket): void => void socket.destroy()
export const silence = (): void => undefined
export const deaf = (socket: Socket): void => void socket.pause()
export const sayAndCut =
  (line: string): Reaction =>
  (socket) =>
    void socket.end(line)

const politely: Record<Moment, Reaction> = {
  connect: '',
  greeting: '220 rude.example ESMTP',
  ehlo: '250-rude.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8',
  starttls: '502 5.5.1 no TLS here',
  handshake: '',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  body: '',
  dot: '250 2.0.0 queued as 42',
  rset: '250 2.0.0 ok',
  quit: '221 bye',
}

export interface RudeServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** Commands as they came, from all connections. */
  readonly commands: string[]
  /** MAIL and AUTH that came without TLS. */
  readonly inClear: string[]
  /** Messages as they came over the wire, without the line of the dot. */
  readonly messages: string[]
  /** Those of them that it keeps: written down before they are answered. */
  readonly taken: string[]
  readonly connections: { open: number; ever: number; most: number }
  /** Hangs up on everybody. */
  dropAll(): void
  /** Hangs up on everybody, and does not listen for so many milliseconds. */
  restart(ms: number): Promise<void>
}

const deskOf = (manners: Manners, careless: boolean): Desk => {
  const times = new Map<Moment, number>()
  return {
    careless,
    commands: [],
    inClear: [],
    messages: [],
    taken: [],
    expects: (moment) => manners[moment] !== undefined,
    react: (moment) => {
      const time = times.get(moment) ?? 0
      times.set(moment, time + 1)
      const told = [manners[moment] ?? politely[moment]].flat()
      return told[Math.min(time, told.length - 1)] ?? silence
    },
  }
}

const listenOn = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** An SMTP server on a raw socket that can be told to misbehave at every moment. */
export const openRudeServer = async (manners: Manners = {}, careless = false): Promise<RudeServer> => {
  const desk = deskOf(manners, careless)
  const connections = { open: 0, ever: 0, most: 0 }
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.open += 1
    connections.ever += 1
    connections.most = Math.max(connections.most, connections.open)
    sockets.add(socket)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      connections.open -= 1
      sockets.delete(socket)
    })
    void new Conversation(socket, desk).begin()
  })
  const port = await listenOn(server, 0)
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const { commands, inClear, messages, taken } = desk
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    commands,
    inClear,
    messages,
    taken,
    connections,
    dropAll,
    async restart(ms) {
      server.close()
      dropAll()
      await pause(ms)
      await listenOn(server, port)
    },
    async [Symbol.asyncDispose]() {
      dropAll()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

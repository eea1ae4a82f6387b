import { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import getTlsOptions from 'smtp-server/lib/tls-options.js'

export type Moment =
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'handshake'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'body'
  | 'dot'
  | 'rset'
  | 'quit'

/** The server's end of a conversation, for those who misbehave in it. */
export interface Peer {
  /** The socket below any TLS. */
  readonly socket: Socket
  /** The line that is being answered. */
  readonly line: string
  say(text: string): void
  /** From now on it reads and never answers. */
  mute(): void
}

/** Something worse than a line; what it returns counts as said. */
export type Act = (socket: Socket, peer: Peer) => unknown

/** What a server does at a moment: says a line, or acts. At the dot, one that `takes` keeps the message all the same. */
export type Reaction = string | (Act & { readonly takes?: boolean })

/** One reaction for every time, or one for each time, the last of which stays. */
export type Manners = Partial<Record<Moment, Reaction | readonly Reaction[]>>

export const taking = (act: Act, takes = true): Reaction =>
  Object.assign((socket: Socket, peer: Peer) => act(socket, peer), { takes })

/** What all conversations of a server write down, and what they ask it. */
export interface Desk {
  react(moment: Moment): Reaction
  /** Whether somebody has told it to do something at that moment. */
  expects(moment: Moment): boolean
  /** Takes DATA even when it has refused the sender or the reader. */
  readonly careless: boolean
  readonly commands: string[]
  /** MAIL and AUTH that came without TLS. */
  readonly inClear: string[]
  readonly messages: string[]
  readonly taken: string[]
}

const verbs: [RegExp, Moment][] = [
  [/^(?:EHLO|HELO)/i, 'ehlo'],
  [/^STARTTLS/i, 'starttls'],
  [/^AUTH/i, 'auth'],
  [/^MAIL/i, 'mail'],
  [/^RCPT/i, 'rcpt'],
  [/^DATA/i, 'data'],
  [/^RSET/i, 'rset'],
  [/^QUIT/i, 'quit'],
]

/** What a command may only follow. */
const needs: Partial<Record<Moment, string>> = { rcpt: 'mail', data: 'mail rcpt' }

/** A socket whose every write goes out a few bytes at a time. */
const dripping = (socket: Socket): Duplex => {
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _, done) => {
      const drip = (at: number): void => {
        if (at >= chunk.length || !socket.writable) done()
        else socket.write(chunk.subarray(at, at + 97), () => setImmediate(drip, at + 97))
      }
      drip(0)
    },
    final: (done) => void socket.end(done),
  })
  socket.on('data', (chunk) => void duplex.push(chunk))
  socket.on('end', () => void duplex.push(null))
  socket.on('close', () => void duplex.destroy())
  return duplex
}

/** One client at the desk: one line after the other, each answered before the next is read. */
export class Conversation implements Peer {
  readonly socket: Socket
  line = ''
  readonly #desk: Desk
  #stream: Socket
  #isMute = false
  #isAnswering = false
  #unread = ''
  /** The message that is being read; null between messages. */
  #body: string | null = null
  #isBodyNew = false
  /** Refused in the middle: its dot is answered by nothing and it is not kept. */
  #isBodyRefused = false
  #envelope = ''

  constructor(socket: Socket, desk: Desk) {
    this.socket = socket
    this.#stream = socket
    this.#desk = desk
    socket.setNoDelay(true)
    this.#listen(socket)
  }

  /** Greets, or does what it was told to do instead. */
  async begin(): Promise<void> {
    if (this.#desk.expects('connect')) {
      const reaction = this.#desk.react('connect')
      if (reaction !== '') return void (await this.#do(reaction))
    }
    await this.#do(this.#desk.react('greeting'))
  }

  say(text: string): void {
    if (!this.#isMute && this.#stream.writable) this.#stream.write(text)
  }

  mute(): void {
    this.#isMute = true
  }

  #listen(stream: Socket): void {
    stream.on('error', () => stream.destroy())
    stream.on('data', (chunk: Buffer) => {
      this.#unread += chunk.toString('latin1')
      void this.#answer()
    })
  }

  async #answer(): Promise<void> {
    if (this.#isAnswering) return
    this.#isAnswering = true
    if (this.#isBodyNew && this.#unread !== '') await this.#beginBody()
    for (
      let end = this.#unread.indexOf('\r\n');
      end >= 0 && !this.socket.destroyed;
      end = this.#unread.indexOf('\r\n')
    ) {
      this.line = this.#unread.slice(0, end)
      this.#unread = this.#unread.slice(end + 2)
      if (this.#body === null) await this.#obey()
      else await this.#read()
      if (this.#isBodyNew && this.#unread !== '') await this.#beginBody()
    }
    this.#isAnswering = false
  }

  async #beginBody(): Promise<void> {
    this.#isBodyNew = false
    if (this.#desk.expects('body')) this.#isBodyRefused = (await this.#do(this.#desk.react('body'))) !== ''
  }

  /** What it said, or what counts as said. */
  async #do(reaction: Reaction): Promise<string> {
    if (typeof reaction === 'string') {
      if (reaction !== '') this.say(`${reaction}\r\n`)
      return reaction
    }
    const counts = await reaction(this.socket, this)
    return typeof counts === 'string' ? counts : ''
  }

  async #obey(): Promise<void> {
    this.#desk.commands.push(this.line)
    const moment = verbs.find(([verb]) => verb.test(this.line))?.[1]
    if (/^(?:AUTH|MAIL)/i.test(this.line) && this.#stream === this.socket) this.#desk.inClear.push(this.line)
    if (moment === undefined) return this.say('500 what?\r\n')
    if (!this.#desk.careless && !this.#envelope.startsWith(needs[moment] ?? '')) return this.say('503 not now\r\n')
    const reply = await this.#do(this.#desk.react(moment))
    this.#follow(moment, reply)
  }

  #follow(moment: Moment, reply: string): void {
    const isTaken = reply.startsWith('2') || reply.startsWith('3')
    if (moment === 'mail' || moment === 'rset') this.#envelope = ''
    if (isTaken && (moment === 'mail' || moment === 'rcpt')) this.#envelope += moment === 'mail' ? 'mail' : ' rcpt'
    if (isTaken && moment === 'starttls') void this.#secure()
    if (moment === 'quit') this.#stream.end()
    if (!isTaken || moment !== 'data') return
    this.#body = ''
    this.#isBodyNew = true
  }

  async #read(): Promise<void> {
    if (this.line !== '.') {
      this.#body += `${this.line}\r\n`
      return
    }
    const message = this.#body ?? ''
    this.#body = null
    this.#envelope = ''
    this.#desk.messages.push(message)
    if (this.#isBodyRefused) {
      this.#isBodyRefused = false
      return
    }
    const reaction = this.#desk.react('dot')
    // What it keeps it has written down before it says so.
    if (typeof reaction === 'string' ? reaction.startsWith('2') : reaction.takes) this.#desk.taken.push(message)
    await this.#do(reaction)
  }

  async #secure(): Promise<void> {
    this.socket.removeAllListeners('data')
    const reaction = this.#desk.expects('handshake') ? this.#desk.react('handshake') : ''
    const drips = reaction === 'drip'
    if (!drips && reaction !== '') return void (await this.#do(reaction))
    const below = drips ? (dripping(this.socket) as Socket) : this.socket
    this.#stream = new TLSSocket(below, { isServer: true, ...getTlsOptions() })
    this.#listen(this.#stream)
  }
}

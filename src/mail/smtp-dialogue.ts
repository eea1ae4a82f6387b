import type { Socket } from 'node:net'
import type { Doubt } from './outcome.ts'
import { ReplyReader, type Answer } from './smtp-replies.ts'

/** What was put on its way, and what it is answered. */
export interface Pushed {
  readonly answer: Promise<Answer>
  /** True once the kernel has every byte, false when it never will. */
  readonly flushed: Promise<boolean>
}

/**
 * An open SMTP conversation: commands go out, each one's answer comes back, in order. It ends by the relay's FIN, RST or
 * 421, by lost patience, and by the first reply that nobody asked for or understands; then every answer still awaited is
 * known at once to be missing, and nothing is written any more.
 */
export class Dialogue {
  /** Whether it ended because replies and commands did not match. */
  isOutOfStep = false
  readonly #socket: Socket
  readonly #reader = new ReplyReader()
  readonly #awaited: ((answer: Answer) => void)[] = []
  #patience: NodeJS.Timeout | undefined
  #end: Answer | null = null

  /** Takes over a socket that nobody else listens to; `heard` is what came on it and was not read. */
  constructor(socket: Socket, heard: Buffer) {
    this.#socket = socket
    socket.setTimeout(0)
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('error', ({ message }) => this.end('connection_lost', message))
    const left = (): void => this.end('connection_lost', 'the connection was closed')
    socket.on('end', left)
    socket.on('close', left)
    if (socket.destroyed) left()
    else this.#hear(heard)
  }

  get isOpen(): boolean {
    return this.#end === null
  }

  /** Writes at once, in one system call where the kernel has room, and promises so many answers. None of them rejects. */
  say(parts: readonly Buffer[], answers: number): Promise<Answer>[] {
    const promised = Array.from({ length: answers }, () => this.#next())
    if (this.#end !== null) return promised
    this.#socket.cork()
    for (const part of parts) this.#socket.write(part)
    this.#socket.uncork()
    return promised
  }

  /** Writes what may take its time and is answered once. */
  push(bytes: Buffer): Pushed {
    const answer = this.#next()
    if (this.#end !== null) return { answer, flushed: Promise.resolve(false) }
    const flushed = new Promise<boolean>((resolve) => this.#socket.write(bytes, (error) => resolve(!error)))
    return { answer, flushed }
  }

  /** From now on each answer has so many milliseconds; null waits without end. */
  within(ms: number | null): void {
    clearTimeout(this.#patience)
    if (ms !== null && this.#end === null)
      this.#patience = setTimeout(() => this.end('no_reply', `no reply within ${ms} ms`), ms)
  }

  /** Ends it without a word; what is still awaited is missing for that reason. */
  end(doubt: Doubt, text: string): void {
    if (this.#end !== null) return
    this.#end = { code: null, text, doubt }
    clearTimeout(this.#patience)
    for (const settle of this.#awaited.splice(0)) settle(this.#end)
    this.#socket.destroy()
  }

  /** Ends it because the relay answers something else than what it was asked. */
  loseStep(): void {
    this.isOutOfStep ||= this.isOpen
    this.end('connection_lost', 'the relay was out of step')
  }

  #next(): Promise<Answer> {
    if (this.#end !== null) return Promise.resolve(this.#end)
    return new Promise((resolve) => this.#awaited.push(resolve))
  }

  #hear(chunk: Buffer): void {
    if (this.#end === null) for (const answer of this.#reader.read(chunk)) this.#settle(answer)
  }

  #settle(answer: Answer): void {
    if (this.#end !== null) return
    const settle = this.#awaited.shift()
    settle?.(answer)
    this.#patience?.refresh()
    // A relay that says 421 says no more, whatever it was asked before (RFC 5321, 3.8).
    if (answer.code === 421) this.end('connection_lost', 'the connection was closed')
    else if (settle === undefined || answer.code === null) this.loseStep()
  }
}

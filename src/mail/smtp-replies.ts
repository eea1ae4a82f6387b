import type { Doubt } from './outcome.ts'

/** What a relay said to one command, or that it never will. */
export interface Answer {
  /** From 200 to 599; null when there is no reply that one could understand. */
  readonly code: number | null
  /** The reply's lines, or what went wrong. */
  readonly text: string
  /** Why there is no code. */
  readonly doubt: Doubt | null
}

/** Characters of one reply, after which it counts as none: no relay has so much to say. */
const longestReply = 65_536

const replyLine = /^([2-5]\d\d)(?:([ -])|$)/

const nonsense = (text: string): Answer => ({ code: null, text, doubt: 'unintelligible_reply' })

/** Nodemailer reads bytes as characters too; only what is shown to people is decoded. */
const decode = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

/** Cuts what a relay says into replies (RFC 5321, 4.2), in whatever pieces it arrives. */
export class ReplyReader {
  #unread = ''
  #begun = ''

  /** The replies that are complete by now. One without a code is the last: nobody knows where the next would begin. */
  read(chunk: Buffer): Answer[] {
    const answers: Answer[] = []
    const text = chunk.toString('latin1')
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#unread + text.slice(from, end)
      this.#unread = ''
      from = end + 1
      const answer = this.#readLine(line.endsWith('\r') ? line.slice(0, -1) : line)
      if (answer !== null) answers.push(answer)
      if (answer?.code === null) return answers
    }
    this.#unread += text.slice(from)
    if (this.#unread.length + this.#begun.length > longestReply) answers.push(nonsense('a reply without end'))
    return answers
  }

  /** Null while the reply goes on. Empty lines between replies are passed over: some relays send them. */
  #readLine(line: string): Answer | null {
    if (line === '' && this.#begun === '') return null
    const match = replyLine.exec(line)
    if (match === null || (this.#begun !== '' && !this.#begun.startsWith(line.slice(0, 3))))
      return nonsense(decode(line))
    const whole = this.#begun === '' ? line : `${this.#begun}\n${line}`
    this.#begun = match[2] === '-' ? whole : ''
    if (whole.length > longestReply) return nonsense('a reply without end')
    return this.#begun === '' ? { code: Number(match[1]), text: decode(whole), doubt: null } : null
  }
}

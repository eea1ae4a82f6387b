import { notTaken, type Outcome } from './outcome.ts'
import type { Dialogue } from './smtp-dialogue.ts'
import type { Envelope } from './smtp-envelope.ts'
import type { Answer } from './smtp-replies.ts'

/** An envelope that is out: null once the relay waits for the message, else what became of that. */
export type Opening = Promise<Outcome | null>

const steps = ['mail', 'rcpt', 'data'] as const
const wanted = [2, 2, 3] as const
const reset = 'RSET\r\n'
const loneDot = '.\r\n'

const isOf = (kind: number, answer: Answer | undefined): boolean =>
  answer?.code != null && Math.floor(answer.code / 100) === kind

const firstUnwanted = (answers: readonly Answer[]): number =>
  answers.findIndex((answer, step) => !isOf(wanted[step] ?? 0, answer))

export const brokenOff: Outcome = {
  kind: 'deferred',
  code: null,
  reply: 'the connection was closed',
  phase: 'connection',
}

/** Announces messages: MAIL, RCPT and DATA, in one write where the relay can, else one by one. */
export class Announcer {
  readonly #dialogue: Dialogue
  readonly #pipelining: boolean
  /** Whether the envelope before was refused and may still be open on the relay's side. */
  #needsReset = false

  constructor(dialogue: Dialogue, pipelining: boolean) {
    this.#dialogue = dialogue
    this.#pipelining = pipelining
  }

  announce(envelope: Envelope): Opening {
    const needsReset = this.#needsReset
    this.#needsReset = false
    if (!this.#pipelining) return this.#announceInSteps(envelope, needsReset)
    const text = (needsReset ? reset : '') + envelope.join('')
    const answers = this.#dialogue.say([Buffer.from(text)], needsReset ? 4 : 3)
    return needsReset ? this.#judgeAfterReset(answers) : this.judge(answers)
  }

  /** Judges the answers to an envelope that has been written. */
  async judge(promised: readonly Promise<Answer>[]): Opening {
    const answers = await Promise.all(promised)
    const at = firstUnwanted(answers)
    const answer = answers[at]
    if (answer === undefined) return null
    this.#tidyUp(answers, answer, at)
    return notTaken(answer, steps[at] ?? 'data')
  }

  async #announceInSteps(envelope: Envelope, needsReset: boolean): Opening {
    if (needsReset && !(await this.#isReset(this.#dialogue.say([Buffer.from(reset)], 1)[0]))) return brokenOff
    const answers: Promise<Answer>[] = []
    for (const [step, command] of envelope.entries()) {
      answers.push(...this.#dialogue.say([Buffer.from(command)], 1))
      if (!isOf(wanted[step] ?? 0, await answers[step])) break
    }
    return this.judge(answers)
  }

  async #judgeAfterReset([cleared, ...answers]: readonly Promise<Answer>[]): Opening {
    return (await this.#isReset(cleared)) ? this.judge(answers) : brokenOff
  }

  /** Without a reset, MAIL would be refused for our sake and the reader would have to answer for it. */
  async #isReset(answer: Promise<Answer> | undefined): Promise<boolean> {
    const isDone = isOf(2, await answer)
    if (!isDone) this.#dialogue.loseStep()
    return isDone
  }

  /** After an envelope that was not taken: leaves the relay where the next one can begin, or leaves it. */
  #tidyUp(answers: readonly Answer[], { code }: Answer, at: number): void {
    const isInsideMessage = at < 2 && isOf(3, answers[2])
    if (code === null || code < 400) this.#dialogue.loseStep()
    else if (!isInsideMessage) this.#needsReset = true
    // Without a reader a lone dot ends it (RFC 2920, 3.1); without a sender but with a reader it might be delivered.
    else if (at === 1) void this.#dialogue.say([Buffer.from(loneDot)], 1)
    else this.#dialogue.end('connection_lost', 'the relay took DATA without a sender')
  }
}

import { afterTheDot, notTaken, type Outcome } from './outcome.ts'
import type { Relay } from './relay.ts'
import { Announcer, brokenOff, type Opening } from './smtp-announcer.ts'
import type { RelayConnection, Timeouts } from './smtp-connection.ts'
import type { Dialogue } from './smtp-dialogue.ts'
import { addressed, stuffed, type Envelope, type Extensions, type Outgoing } from './smtp-envelope.ts'
import type { Answer } from './smtp-replies.ts'

/** What an open connection is made of. */
export interface SessionParts {
  readonly relay: Relay
  readonly dialogue: Dialogue
  readonly offers: Extensions
  readonly timeouts: Timeouts
  /** Whether commands may go out before the ones before them are answered (RFC 2920). */
  readonly pipelining: boolean
  /** Messages, and milliseconds, after which it is worn. */
  readonly messages: number
  readonly age: number
}

/** A message whose envelope is out before it is sent. */
interface Pledge {
  readonly outgoing: Outgoing
  readonly opening: Opening
}

const quitPatience = 2_000
const closed = 'the connection was closed'
const dot = '.\r\n'

/**
 * Up to this size a message leaves in one write with its dot, and is in doubt from then on. A `write` only hands bytes to
 * libuv: what the kernel has no room for waits there, and goes out by itself as long as the socket lives. So nobody can
 * say afterwards that a dot once written stayed here, and the dot of a longer message is not written before the kernel
 * has all the rest.
 */
const oneWrite = 65_536

const isEnvelope = (given: Envelope | Outcome): given is Envelope => !('kind' in given)

const isSame = (one: Outgoing, other: Outgoing): boolean =>
  one === other || (one.from === other.from && one.to === other.to && one.message.length === other.message.length)

/**
 * A relay that says nothing to a dot and goes on answers MAIL where we wait for its word about the message, and gives itself
 * away by saying 354 to RCPT. That comes with the same packet as the word, or is waited for no longer than this.
 */
const stepPatience = 250

const isInStep = async ([, rcpt]: readonly Promise<Answer>[]): Promise<boolean> => {
  if (rcpt === undefined) return true
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(late.resolve, stepPatience, null)
  const answer = await Promise.race([rcpt, late.promise])
  clearTimeout(timer)
  return answer?.code !== 354
}

const unheard = ({ reply }: Outcome): Outcome => ({
  kind: 'uncertain',
  why: 'unintelligible_reply',
  reply,
  phase: 'after_dot',
})

/** Carries messages over a conversation, each in one round trip where the relay takes commands in advance. */
export class Session implements RelayConnection {
  readonly relay: Relay
  sent = 0
  readonly #parts: SessionParts
  readonly #dialogue: Dialogue
  readonly #announcer: Announcer
  readonly #openedAt = performance.now()
  #pledge: Pledge | null = null
  #busy = false
  #isWornOut = false

  constructor(parts: SessionParts) {
    this.relay = parts.relay
    this.#parts = parts
    this.#dialogue = parts.dialogue
    this.#announcer = new Announcer(parts.dialogue, parts.pipelining)
  }

  get supportsSmtpUtf8(): boolean {
    return this.#parts.offers.has('SMTPUTF8')
  }

  get usable(): boolean {
    return this.#dialogue.isOpen
  }

  get worn(): boolean {
    const { messages, age } = this.#parts
    return this.#isWornOut || this.sent >= messages || performance.now() - this.#openedAt >= age
  }

  get lostStep(): boolean {
    return this.#dialogue.isOutOfStep
  }

  get upcoming(): Outgoing | null {
    return this.#pledge?.outgoing ?? null
  }

  async send(outgoing: Outgoing, upcoming: Outgoing | null = null): Promise<Outcome> {
    const envelope = addressed(outgoing, this.#parts.offers)
    if (this.#busy) throw new Error('a connection carries one message at a time')
    if (!isEnvelope(envelope)) return envelope
    if (!this.usable && this.#pledge === null) return brokenOff
    this.#busy = true
    this.sent += 1
    const { message: whole, command } = this.#parts.timeouts
    const timer = setTimeout(() => this.#dialogue.end('no_reply', `not done within ${whole} ms`), whole)
    this.#dialogue.within(command)
    const refusal = await this.#opened(outgoing, envelope)
    const outcome = refusal ?? (await this.#handOver(stuffed(outgoing.message), upcoming))
    this.#dialogue.within(null)
    clearTimeout(timer)
    this.#busy = false
    return outcome
  }

  wear(): void {
    this.#isWornOut = true
  }

  async close(): Promise<void> {
    const pledge = this.#pledge
    this.#pledge = null
    if (this.usable && !this.#busy) {
      this.#busy = true
      this.#dialogue.within(quitPatience)
      // Inside a message QUIT would be its text.
      const isInside = pledge !== null && (await pledge.opening) === null
      if (!isInside) await this.#dialogue.say([Buffer.from('QUIT\r\n')], 1)[0]
    }
    this.#dialogue.end('connection_lost', closed)
  }

  /** The pledged envelope when it is this message's, else one of its own. */
  #opened(outgoing: Outgoing, envelope: Envelope): Opening {
    const pledge = this.#pledge
    this.#pledge = null
    if (pledge === null) return this.#announcer.announce(envelope)
    return isSame(pledge.outgoing, outgoing) ? pledge.opening : this.#announceInstead(pledge, envelope)
  }

  async #announceInstead(pledge: Pledge, envelope: Envelope): Opening {
    // What is inside a message can only be ended by sending one, and an empty one would be delivered.
    if ((await pledge.opening) === null) this.#dialogue.end('connection_lost', closed)
    return this.usable ? this.#announcer.announce(envelope) : brokenOff
  }

  async #handOver(message: Buffer, upcoming: Outgoing | null): Promise<Outcome> {
    if (!this.usable) return brokenOff
    const next = this.#announcement(upcoming)
    const last = Buffer.from(dot + (next?.join('') ?? ''))
    const answers = next === null ? 0 : next.length
    if (message.length <= oneWrite) return this.#conclude(this.#dialogue.say([message, last], 1 + answers), upcoming)
    const { answer, flushed } = this.#dialogue.push(message)
    const isWhole = await Promise.race([answer.then(() => false), flushed])
    return isWhole
      ? this.#conclude([answer, ...this.#dialogue.say([last], answers)], upcoming)
      : this.#breakOff(await answer)
  }

  /** What announces the upcoming message with this one's last bytes; null when that has to wait for its own turn. */
  #announcement(upcoming: Outgoing | null): Envelope | null {
    if (upcoming === null || !this.#parts.pipelining || this.worn) return null
    try {
      const envelope = addressed(upcoming, this.#parts.offers)
      return isEnvelope(envelope) ? envelope : null
    } catch {
      // An address that is none is told to whoever sends to it.
      return null
    }
  }

  async #conclude([verdict, ...answers]: Promise<Answer>[], upcoming: Outgoing | null): Promise<Outcome> {
    if (upcoming !== null && answers.length > 0)
      this.#pledge = { outgoing: upcoming, opening: this.#announcer.judge(answers) }
    this.#dialogue.within(this.#parts.timeouts.afterDot)
    const outcome = verdict === undefined ? brokenOff : afterTheDot(await verdict)
    const isBelieved = outcome.kind !== 'uncertain' && (await isInStep(answers))
    if (!isBelieved) this.#dialogue.loseStep()
    return isBelieved || outcome.kind === 'uncertain' ? outcome : unheard(outcome)
  }

  /** The relay answered, or was gone, before it could have had the dot. */
  #breakOff(answer: Answer): Outcome {
    if (answer.code === null || answer.code < 400) this.#dialogue.loseStep()
    this.#dialogue.end('connection_lost', closed)
    return notTaken(answer, 'body')
  }
}

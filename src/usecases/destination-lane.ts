import { evidenceOf, freePace, grown, slowed, type Pace } from '../domain/politeness.ts'
import type { SmtpVerdict } from '../domain/smtp-status.ts'
import { dueAfter, spacingOf } from '../domain/token-bucket.ts'

/** What an admin allows a destination, in the steady clock's milliseconds. */
export interface LaneLimits {
  readonly pausedUntil: number
  readonly ratePerMinute: number
  readonly concurrency: number
}

export const noLimits: LaneLimits = { pausedUntil: -Infinity, ratePerMinute: Infinity, concurrency: Infinity }

/** A pause without an end is looked at again after so long. */
const longestWaitMs = 60_000
/** Acceptances are counted over the running span of so long and the one before. */
const spanMs = 5000
/** With fewer of them nobody knows what a destination takes. */
const enoughToTell = 10

/** One destination as one worker sees it. All instants are milliseconds of one steady clock. */
export class DestinationLane {
  readonly name: string
  inUse = 0
  /** Whether it has learnt from a refusal since that was last written down. */
  isRefused = false
  /** What it said when it last refused. */
  reply: string | null = null
  #pace: Pace = freePace
  #limits = noLimits
  #workers = 1
  /** True while there is nothing to look at: the way of almost every message. */
  #isFree = true
  #rate = Infinity
  #concurrency = Infinity
  #due = -Infinity
  #holdMs = 10
  #spanFrom = -Infinity
  #accepted = 0
  #acceptedBefore = 0

  constructor(name: string) {
    this.name = name
  }

  get pace(): Pace {
    return this.#pace
  }

  /** Whether nothing would be lost if it were forgotten. */
  get isForgettable(): boolean {
    return this.#isFree && this.inUse === 0 && this.#pace === freePace
  }

  limit(limits: LaneLimits, workers: number): void {
    this.#limits = limits
    this.#workers = workers
    this.#reckon()
  }

  learn(pace: Pace): void {
    if (pace === this.#pace) return
    this.#pace = pace
    this.#reckon()
  }

  /** Milliseconds after which it is worth asking again, 0 when a message may go now. */
  wait(now: number): number {
    if (this.#isFree) return 0
    const pausedUntil = Math.max(this.#pace.pausedUntil, this.#limits.pausedUntil)
    if (pausedUntil > now) return Math.min(longestWaitMs, pausedUntil - now)
    if (this.inUse >= this.#concurrency) return Math.min(250, Math.max(1, this.#holdMs / this.inUse))
    return this.#rate < Infinity && this.#due > now ? this.#due - now : 0
  }

  /** One more message is on its way. */
  enter(now: number): void {
    this.inUse++
    if (this.#rate < Infinity) this.#due = dueAfter(this.#due, now, spacingOf(this.#rate))
  }

  /** It came to its end, and that says nothing about the destination. */
  leave(): void {
    this.inUse--
  }

  /** It was not sent after all: its share of the budget is for another. */
  giveBack(): void {
    this.inUse--
    if (this.#rate < Infinity) this.#due -= spacingOf(this.#rate)
  }

  accept(begunAt: number, now: number): void {
    this.inUse--
    this.#turnSpan(now)
    this.#accepted++
    if (this.#isFree) return
    this.#holdMs += (now - begunAt - this.#holdMs) / 8
    if (this.#pace !== freePace) this.learn(grown(this.#pace, now))
  }

  refuse(verdict: SmtpVerdict, reply: string, { begunAt, now }: { begunAt: number; now: number }): void {
    const evidence = evidenceOf(verdict)
    const { inUse } = this
    this.inUse--
    if (evidence === 'none') return
    const pace = slowed(this.#pace, { evidence, begunAt, now, inUse, accepted: this.#acceptedAMinute(now) })
    if (pace === this.#pace) return
    this.reply = reply
    if (pace.rate < Infinity) this.isRefused = true
    this.learn(pace)
  }

  #reckon(): void {
    const { ratePerMinute, concurrency, pausedUntil } = this.#limits
    const before = this.#rate
    this.#rate = Math.min(this.#pace.rate, ratePerMinute) / this.#workers
    this.#concurrency = Math.min(
      Math.floor(this.#pace.concurrency),
      Math.max(1, Math.floor(concurrency / this.#workers)),
    )
    if (this.#rate > 2 * before) this.#due = -Infinity
    this.#isFree =
      this.#pace === freePace && this.#rate === Infinity && concurrency === Infinity && pausedUntil === -Infinity
  }

  #turnSpan(now: number): void {
    const age = now - this.#spanFrom
    if (age < spanMs) return
    this.#acceptedBefore = age < 2 * spanMs ? this.#accepted : 0
    this.#accepted = 0
    this.#spanFrom = age < 2 * spanMs ? this.#spanFrom + spanMs : now
  }

  /** By all workers together, if they are treated alike. Over a second at least: what passed in an instant is no rate. */
  #acceptedAMinute(now: number): number | null {
    this.#turnSpan(now)
    const count = this.#accepted + this.#acceptedBefore
    if (count < enoughToTell) return null
    const ms = now - this.#spanFrom + (this.#acceptedBefore > 0 ? spanMs : 0)
    return (count * 60_000 * this.#workers) / Math.max(1000, ms)
  }
}

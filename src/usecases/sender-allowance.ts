import { untilTomorrow, utcDay, warmUpAfter, warmUpSpacing } from '../domain/warm-up.ts'
import type { Store } from '../store/store.ts'

/** What one worker may send today for a sender that is being warmed up. Instants in milliseconds of the time of day. */
export interface SenderAllowance {
  /** Milliseconds after which it is worth asking again, 0 when a message may go now. */
  wait(now: number): number
  enter(now: number): void
  /** `counts` when the message was accepted, or may have been. */
  leave(counts: boolean): void
  /** It was not sent after all. */
  takeBack(): void
  /** Gives back what was set aside and is not needed. */
  giveBack(): Promise<void>
}

export interface AllowanceParts {
  readonly store: Pick<Store, 'senderDays'>
  readonly domain: string
  /** The UTC day it is for. */
  readonly day: string
  readonly earlier: readonly number[]
  readonly used: number
  readonly workers: () => number
  /** Told when the database could not be asked. */
  readonly onFault: (error: unknown) => void
}

/** Asking the database takes about so long. */
const askingMs = 20
/** A plan that an admin ends is noticed after so long at the latest. */
const longestWaitMs = 15 * 60_000
const afterFaultMs = 1000
/** A worker sets aside what it needs for so long. */
const stockMs = 60_000
const largestStock = 100

class SetAsideAllowance implements SenderAllowance {
  readonly #parts: AllowanceParts
  readonly #allowance: number
  #used: number
  /** Set aside and neither used nor given back, those on the wire among them. */
  #stock = 0
  #onWire = 0
  #nextAt = -Infinity
  #before = -Infinity
  #askNotBefore = -Infinity
  #isExhausted = false
  #asking: Promise<void> | null = null

  constructor(parts: AllowanceParts, allowance: number) {
    this.#parts = parts
    this.#allowance = allowance
    this.#used = parts.used
  }

  wait(now: number): number {
    const rest = untilTomorrow(now)
    if (utcDay(now) !== this.#parts.day) return afterFaultMs
    if (this.#nextAt > now) return Math.min(longestWaitMs, this.#nextAt - now)
    if (this.#stock > this.#onWire) return 0
    // Those on the wire may come back, refused.
    if (this.#isExhausted) return this.#onWire > 0 ? afterFaultMs : Math.min(longestWaitMs, rest)
    if (now < this.#askNotBefore) return this.#askNotBefore - now
    this.#asking ??= this.#ask(now).finally(() => (this.#asking = null))
    return askingMs
  }

  enter(now: number): void {
    this.#onWire++
    this.#before = this.#nextAt
    this.#nextAt = now + this.#spacing(now)
  }

  takeBack(): void {
    this.#onWire--
    this.#nextAt = this.#before
  }

  leave(counts: boolean): void {
    this.#onWire--
    if (counts) this.#stock--
  }

  async giveBack(): Promise<void> {
    await this.#asking
    const unused = this.#stock - this.#onWire
    if (unused <= 0) return
    this.#stock -= unused
    this.#isExhausted = false
    await this.#parts.store.senderDays.giveBack(this.#parts.domain, this.#parts.day, unused)
  }

  #spacing(now: number): number {
    const left = this.#allowance - this.#used + this.#stock
    return warmUpSpacing({ allowance: this.#allowance, left }, now) * this.#parts.workers()
  }

  async #ask(now: number): Promise<void> {
    const { store, domain, day, onFault } = this.#parts
    const wanted = Math.min(largestStock, Math.max(1, Math.floor(stockMs / this.#spacing(now))))
    try {
      const { count, used } = await store.senderDays.setAside(domain, day, { wanted, allowance: this.#allowance })
      this.#stock += count
      this.#used = used
      this.#isExhausted = count === 0
    } catch (error) {
      this.#askNotBefore = now + afterFaultMs
      onFault(error)
    }
  }
}

/** What is left of a sender's day for this worker, or null once the sender is warm. */
export const createSenderAllowance = (parts: AllowanceParts): SenderAllowance | null => {
  const { allowance } = warmUpAfter(parts.earlier)
  return allowance === null ? null : new SetAsideAllowance(parts, allowance)
}

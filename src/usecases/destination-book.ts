import type { Clock } from '../clock.ts'
import { freePace, paceLearntElsewhere } from '../domain/politeness.ts'
import type { Destination, Lesson } from '../store/destinations.ts'
import type { Store } from '../store/store.ts'
import { DestinationLane, noLimits, type LaneLimits } from './destination-lane.ts'

/** All destinations that one worker has to do with, and what it shares about them with the others. */
export interface DestinationBook {
  laneOf(name: string): DestinationLane
  /** Whether an admin has said something about exactly this one, which then stands for itself. */
  isNamed(name: string): boolean
  /** Tells the others what was learnt here, and learns from them. */
  share(workers: number): Promise<void>
  /** Only tells, if there is anything to tell. */
  keep(): Promise<void>
}

const mostLanes = 10_000
/** How many of the oldest lanes are looked at for one that can be forgotten. */
const mostLookedAt = 8
const forgottenAfterMs = 3 * 86_400_000
const forgetEveryMs = 3_600_000

export interface BookParts {
  readonly store: Pick<Store, 'destinations'>
  readonly clock: Clock
  readonly elapsed: () => number
}

class SharedDestinationBook implements DestinationBook {
  readonly #parts: BookParts
  readonly #lanes = new Map<string, DestinationLane>()
  #kept: ReadonlyMap<string, Destination> = new Map()
  #workers = 1
  #forgotAt = -Infinity

  constructor(parts: BookParts) {
    this.#parts = parts
  }

  laneOf(name: string): DestinationLane {
    const known = this.#lanes.get(name)
    if (known) return known
    if (this.#lanes.size >= mostLanes) this.#forgetOne()
    const lane = new DestinationLane(name)
    this.#lanes.set(name, lane)
    const kept = this.#kept.get(name)
    if (kept) this.#apply(lane, kept)
    return lane
  }

  isNamed(name: string): boolean {
    const kept = this.#kept.get(name)
    return kept !== undefined && (kept.pausedByAdmin || kept.ratePerMinute !== null || kept.concurrency !== null)
  }

  async share(workers: number): Promise<void> {
    const { store } = this.#parts
    await this.keep()
    await this.#forget()
    const kept = await store.destinations.all()
    this.#kept = new Map(kept.map((destination) => [destination.name, destination]))
    this.#workers = workers
    for (const lane of this.#lanes.values()) this.#apply(lane, this.#kept.get(lane.name))
  }

  async keep(): Promise<void> {
    const { store, clock } = this.#parts
    const lanes = [...this.#lanes.values()].filter((lane) => this.#hasNews(lane))
    if (lanes.length === 0) return
    const paces = lanes.map(({ pace }) => pace)
    await store.destinations.learn(
      lanes.map((lane) => this.#lessonOf(lane)),
      clock.now(),
    )
    // What was learnt while this was written down is told next time.
    for (const [at, lane] of lanes.entries()) if (lane.pace === paces[at]) lane.isRefused = false
  }

  /** Whether it was refused, or has grown by a tenth or to freedom, since the others were told. */
  #hasNews({ name, pace, isRefused }: DestinationLane): boolean {
    const before = this.#kept.get(name)?.learntRate ?? null
    return isRefused || (before !== null && pace.rate >= 1.1 * before)
  }

  #lessonOf({ name, pace, isRefused, reply }: DestinationLane): Lesson {
    const rate = pace.rate < Infinity ? pace.rate : null
    const before = this.#kept.get(name)?.learntRate ?? null
    return { name, rate, before, pausedUntil: this.#wallTime(pace.pausedUntil), reply, refused: isRefused }
  }

  #apply(lane: DestinationLane, kept: Destination | undefined): void {
    lane.limit(kept ? this.#limitsOf(kept) : noLimits, this.#workers)
    // What was learnt here since is newer than what is kept.
    if (lane.isRefused) return
    const rate = kept?.learntRate ?? null
    const pausedUntil = kept?.pausedUntil && !kept.pausedByAdmin ? this.#steadyTime(kept.pausedUntil) : -Infinity
    const own = lane.pace
    if (rate === null && own.rate < Infinity) lane.learn(freePace)
    else if (rate !== null && (own.rate === Infinity || Math.abs(rate / own.rate - 1) > 0.25))
      lane.learn(paceLearntElsewhere(rate, pausedUntil))
    else if (pausedUntil > own.pausedUntil && pausedUntil > this.#parts.elapsed()) lane.learn({ ...own, pausedUntil })
  }

  #limitsOf({ pausedByAdmin, pausedUntil, ratePerMinute, concurrency }: Destination): LaneLimits {
    const until = pausedUntil === null ? Infinity : this.#steadyTime(pausedUntil)
    return {
      pausedUntil: pausedByAdmin && until > this.#parts.elapsed() ? until : -Infinity,
      ratePerMinute: ratePerMinute ?? Infinity,
      concurrency: concurrency ?? Infinity,
    }
  }

  #steadyTime(date: Date): number {
    return this.#parts.elapsed() + date.getTime() - this.#parts.clock.now().getTime()
  }

  #wallTime(instant: number): Date | null {
    const ms = instant - this.#parts.elapsed()
    return ms > 0 ? new Date(this.#parts.clock.now().getTime() + ms) : null
  }

  async #forget(): Promise<void> {
    const now = this.#parts.elapsed()
    if (now - this.#forgotAt < forgetEveryMs) return
    this.#forgotAt = now
    await this.#parts.store.destinations.forget(new Date(this.#parts.clock.now().getTime() - forgottenAfterMs))
  }

  #forgetOne(): void {
    for (const [name, lane] of this.#lanes.entries().take(mostLookedAt)) {
      this.#lanes.delete(name)
      if (lane.isForgettable) return
      this.#lanes.set(name, lane)
    }
  }
}

/** An empty book; it knows what others know once it has shared. */
export const createDestinationBook = (parts: BookParts): DestinationBook => new SharedDestinationBook(parts)

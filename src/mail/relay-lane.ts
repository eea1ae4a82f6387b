import type { Relay, RelayFault } from './relay.ts'

/** How a pool treats each of its relays. Milliseconds. */
export interface LaneTerms {
  /** The most connections, whatever the relay's own ceiling. */
  readonly connectionsPerRelay: number
  /** How long a relay at fault is passed over while another one can be used. */
  readonly rest: number
  /** After so long a relay that would not take as many connections is offered one more. */
  readonly growth: number
}

/** How a relay does at this moment, for whoever watches. */
export interface RelayState {
  readonly label: string
  readonly weight: number
  readonly backup: boolean
  /** Connections open now, and the most there may be. */
  readonly open: number
  readonly most: number
  /** What is wrong with it; null when nothing is, as far as is known. */
  readonly fault: string | null
  /** Since when, in minutes. */
  readonly faultMinutes: number
}

/** Milliseconds for which a relay whose replies did not match commands sent in advance is asked one thing at a time. */
const lockstep = 3_600_000

/** What a pool knows of one relay: its connections, its fault, and how many connections it takes. */
export class Lane {
  readonly relay: Relay
  /** The most connections there ever are. */
  readonly ceiling: number
  /** Connections open, being opened or being closed. */
  open = 0
  opening = 0
  /** Connections in somebody's hands. */
  busy = 0
  /** New connections in a row that ended before they were used. */
  falseStarts = 0
  resting = false
  fault: RelayFault | null = null
  #faultSince = 0
  readonly #terms: LaneTerms
  #limit: number
  #loweredAt = 0
  #lostStepAt = -lockstep

  constructor(relay: Relay, terms: LaneTerms) {
    this.relay = relay
    this.#terms = terms
    this.ceiling = Math.min(relay.connections, terms.connectionsPerRelay)
    this.#limit = this.ceiling
  }

  /** Connections that it takes by what is known: as many as it took when it last refused one, and slowly more. */
  get limit(): number {
    if (this.#limit >= this.ceiling) return this.ceiling
    const grown = Math.floor((performance.now() - this.#loweredAt) / this.#terms.growth)
    return Math.min(this.ceiling, this.#limit + grown)
  }

  /** Whether commands may be sent to it in advance, as far as is known. */
  get pipelining(): boolean {
    return performance.now() - this.#lostStepAt >= lockstep
  }

  loseStep(): void {
    this.#lostStepAt = performance.now()
  }

  /** Whether it works as far as is known. */
  get isHopeful(): boolean {
    return this.fault === null
  }

  get state(): RelayState {
    const { label, weight, backup } = this.relay
    const fault = this.fault?.message ?? null
    const faultMinutes = fault === null ? 0 : (performance.now() - this.#faultSince) / 60_000
    return { label, weight, backup, open: this.open, most: this.ceiling, fault, faultMinutes }
  }

  /** Learns from a refused connection that those which are open are as many as it takes. */
  lower(): void {
    this.#limit = Math.max(1, this.open - this.opening)
    this.#loweredAt = performance.now()
  }

  /** Takes note that it cannot be used. */
  fail(fault: RelayFault): void {
    if (this.fault === null) this.#faultSince = performance.now()
    this.fault = fault
  }

  /** Passes it over for a while; `then` is called at its end. */
  restFor(then: () => void): void {
    this.resting = true
    setTimeout(() => {
      this.resting = false
      then()
    }, this.#terms.rest).unref()
  }

  /**
   * Whether another connection may be opened, its share being `weight` of the heaviest relay's. The first one is waited
   * for, then at most as many are opened at once as there are: so a refusal tells how many it takes, or that it is at fault.
   */
  mayOpen(heaviest: number): boolean {
    const share = Math.ceil((this.limit * this.relay.weight) / heaviest)
    const established = this.open - this.opening
    return !this.resting && this.open < share && this.opening < Math.max(1, established)
  }
}

const least = (lanes: readonly Lane[], load: (lane: Lane) => number): Lane | undefined =>
  lanes.toSorted((one, other) => load(one) / one.relay.weight - load(other) / other.relay.weight)[0]

/** The relays that carry the mail now: the backups only while no other relay works. */
export const carriers = (lanes: readonly Lane[]): readonly Lane[] => {
  const ordinary = lanes.filter(({ relay }) => !relay.backup)
  return ordinary.some((lane) => lane.isHopeful) ? ordinary : lanes
}

/** The relay that the next connection is opened to, if any may be; one at fault is tried again before a backup is. */
export const nextLane = (lanes: readonly Lane[]): Lane | undefined => {
  const carrying = carriers(lanes)
  const heaviest = Math.max(...carrying.filter((lane) => lane.isHopeful).map(({ relay }) => relay.weight), 1)
  const open = carrying.filter((lane) => lane.mayOpen(Math.max(heaviest, lane.relay.weight)))
  const ordinary = open.filter(({ relay }) => !relay.backup)
  return least(ordinary.length > 0 ? ordinary : open, (lane) => lane.open)
}

/** The relay with the least to do for its weight. */
export const idlest = (lanes: readonly Lane[]): Lane | undefined => least(lanes, (lane) => lane.busy)

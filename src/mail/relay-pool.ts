import { wireDomain } from './mailbox.ts'
import type { Relay, RelayFault } from './relay.ts'
import { openConnection, type ConnectionOptions, type RelayConnection } from './smtp-connection.ts'

/** What the pool says to the log: a relay's label and the kind of fault, never an address or a login. */
export interface PoolLog {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

export interface RelayPoolOptions {
  /** At least one. All that are reachable share the mail evenly. */
  readonly relays: readonly Relay[]
  readonly connectionsPerRelay?: number
  /** After so many messages a connection is closed politely and another one opened when needed. */
  readonly messagesPerConnection?: number
  /** Milliseconds an unused connection stays open. */
  readonly idle?: number
  /** Milliseconds for which a relay at fault is passed over while another one can be used. */
  readonly rest?: number
  readonly connection?: ConnectionOptions
  readonly log: PoolLog
}

/** A bounded set of connections, opened on demand. Whoever takes some gives every one back. */
export interface RelayPool {
  /** The most connections there ever are at once: no death leaves more deliveries uncertain. */
  readonly connections: number
  /**
   * Waits until a connection is free and takes all that are free then, at most `max`. Rejects with the last RelayFault
   * when no relay can be reached and none is in use; resolves with none once the pool is closing.
   */
  acquireSome(max: number): Promise<RelayConnection[]>
  /** Whether a connection in use may carry another message. One that is worn or broken is given back for another. */
  isFit(connection: RelayConnection): boolean
  /** Gives a connection back, in whatever state it is. */
  release(connection: RelayConnection): void
  /** Opens no more, ends every connection with QUIT, and resolves when those still in use have come back too. */
  close(): Promise<void>
}

interface Lane {
  readonly relay: Relay
  /** Connections open, being opened or being closed. */
  open: number
  opening: number
  resting: boolean
  fault: RelayFault | null
}

interface Waiter {
  readonly max: number
  readonly resolve: (connections: RelayConnection[]) => void
  readonly reject: (fault: Error) => void
}

const defaults = { connectionsPerRelay: 5, messagesPerConnection: 500, idle: 10_000, rest: 5_000 }

class Pool implements RelayPool {
  readonly connections: number
  readonly #options: RelayPoolOptions & typeof defaults
  readonly #lanes: readonly Lane[]
  readonly #laneOf = new Map<RelayConnection, Lane>()
  readonly #free = new Map<RelayConnection, NodeJS.Timeout>()
  readonly #waiters: Waiter[] = []
  readonly #closed = Promise.withResolvers<void>()
  #closing = false

  constructor(options: RelayPoolOptions) {
    if (options.relays.length === 0) throw new TypeError('a pool needs at least one relay')
    if (options.connection?.name !== undefined) wireDomain(options.connection.name)
    this.#options = { ...defaults, ...options }
    this.#lanes = options.relays.map((relay) => ({ relay, open: 0, opening: 0, resting: false, fault: null }))
    this.connections = this.#lanes.length * this.#options.connectionsPerRelay
  }

  acquireSome(max: number): Promise<RelayConnection[]> {
    if (max < 1) throw new RangeError('nobody needs less than one connection')
    if (this.#closing) return Promise.resolve([])
    const { promise, resolve, reject } = Promise.withResolvers<RelayConnection[]>()
    this.#waiters.push({ max, resolve, reject })
    // With every relay at fault and nothing open, resting would only be a refusal to try.
    if (this.#lanes.every((lane) => lane.resting && lane.open === 0))
      for (const lane of this.#lanes) lane.resting = false
    this.#serve()
    return promise
  }

  release(connection: RelayConnection): void {
    if (!this.#laneOf.has(connection) || this.#free.has(connection)) throw new Error('not a connection in use')
    if (this.isFit(connection)) this.#keep(connection)
    else this.#retire(connection)
    this.#serve()
  }

  isFit({ sent, usable }: RelayConnection): boolean {
    return !this.#closing && usable && sent < this.#options.messagesPerConnection
  }

  close(): Promise<void> {
    this.#closing = true
    for (const waiter of this.#waiters.splice(0)) waiter.resolve([])
    for (const connection of this.#free.keys()) this.#retire(connection)
    this.#settleClose()
    return this.#closed.promise
  }

  /** Hands free connections to those who wait, opens more for the rest, and tells them when there is no hope. */
  #serve(): void {
    this.#dropUnusable()
    while (this.#free.size > 0 && this.#waiters[0]) {
      const waiter = this.#waiters[0]
      this.#openUpTo(waiter.max - this.#free.size)
      this.#waiters.shift()
      waiter.resolve(this.#take(waiter.max))
    }
    this.#openUpTo(this.#waiters.reduce((sum, { max }) => sum + max, 0))
    const fault = this.#lanes.find((lane) => lane.fault !== null)?.fault
    if (fault && this.#lanes.every((lane) => lane.open === 0))
      for (const waiter of this.#waiters.splice(0)) waiter.reject(fault)
  }

  #take(max: number): RelayConnection[] {
    const taken = [...this.#free.keys()].slice(-max)
    for (const connection of taken) {
      clearTimeout(this.#free.get(connection))
      this.#free.delete(connection)
    }
    return taken
  }

  #keep(connection: RelayConnection): void {
    const timer = setTimeout(() => this.#retire(connection), this.#options.idle)
    timer.unref()
    this.#free.set(connection, timer)
  }

  #dropUnusable(): void {
    for (const connection of this.#free.keys()) if (!connection.usable) this.#retire(connection)
  }

  #retire(connection: RelayConnection): void {
    clearTimeout(this.#free.get(connection))
    this.#free.delete(connection)
    const lane = this.#laneOf.get(connection)
    this.#laneOf.delete(connection)
    void connection.close().finally(() => {
      if (lane) lane.open -= 1
      this.#settleClose()
      this.#serve()
    })
  }

  #openUpTo(wanted: number): void {
    const opening = this.#lanes.reduce((sum, lane) => sum + lane.opening, 0)
    for (let missing = wanted - opening; missing > 0; missing -= 1) {
      const lane = this.#nextLane()
      if (lane === undefined) return
      void this.#open(lane)
    }
  }

  #nextLane(): Lane | undefined {
    const { connectionsPerRelay } = this.#options
    const usable = this.#lanes.filter(
      // One attempt at a time shows whether a relay has come back.
      ({ resting, open, opening, fault }) =>
        !resting && open < connectionsPerRelay && (fault === null || opening === 0),
    )
    return usable.toSorted((one, other) => one.open - other.open)[0]
  }

  async #open(lane: Lane): Promise<void> {
    lane.open += 1
    lane.opening += 1
    try {
      const connection = await openConnection(lane.relay, this.#options.connection)
      this.#laneOf.set(connection, lane)
      if (lane.fault) this.#options.log.info({ relay: lane.relay.label }, 'relay reachable again')
      lane.fault = null
      if (this.#closing) this.#retire(connection)
      else this.#keep(connection)
    } catch (error) {
      lane.open -= 1
      this.#rest(lane, error as RelayFault)
    }
    lane.opening -= 1
    this.#settleClose()
    this.#serve()
  }

  #rest(lane: Lane, fault: RelayFault): void {
    const { kind, code } = fault
    if (lane.fault === null) this.#options.log.warn({ relay: lane.relay.label, fault: kind, code }, 'relay at fault')
    lane.fault = fault
    lane.resting = true
    setTimeout(() => {
      lane.resting = false
    }, this.#options.rest).unref()
  }

  #settleClose(): void {
    if (this.#closing && this.#lanes.every((lane) => lane.open === 0)) this.#closed.resolve()
  }
}

/** A pool over one or more relays; nothing is opened before somebody asks. */
export const createRelayPool = (options: RelayPoolOptions): RelayPool => new Pool(options)

import { wireDomain } from './mailbox.ts'
import { RelayFault, type Relay } from './relay.ts'
import { carriers, idlest, Lane, nextLane, type RelayState } from './relay-lane.ts'
import { openConnection, type ConnectionOptions, type RelayConnection } from './smtp-connection.ts'

/** What the pool says to the log: a relay's label and the kind of fault, never an address or a login. */
export interface PoolLog {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

export interface RelayPoolOptions {
  /** At least one. Those that can be reached share the mail by their weights; backups carry it while no other can. */
  readonly relays: readonly Relay[]
  /** Bounds every relay's own ceiling. */
  readonly connectionsPerRelay?: number
  /** After so many messages a connection is closed politely and another one opened when needed, unless the relay says otherwise. */
  readonly messagesPerConnection?: number
  /** Milliseconds after which a connection is closed politely, however few messages it carried. */
  readonly age?: number
  /** Milliseconds an unused connection stays open. */
  readonly idle?: number
  /** Milliseconds for which a relay at fault is passed over while another one can be used. */
  readonly rest?: number
  /** Milliseconds after which a relay that refused a connection beside others is offered one more. */
  readonly growth?: number
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
  /**
   * Whether a connection in use may carry another message. One that is worn or broken is given back for another; a
   * message whose envelope is out already it may still carry.
   */
  isFit(connection: RelayConnection): boolean
  /** Gives a connection back, in whatever state it is. */
  release(connection: RelayConnection): void
  /** How each relay does at this moment. */
  states(): RelayState[]
  /** Opens no more, ends every connection with QUIT, and resolves when those still in use have come back too. */
  close(): Promise<void>
}

/** A connection of ours, in use or not. */
interface Held {
  readonly lane: Lane
  /** On the monotonic clock. */
  readonly openedAt: number
}

interface Waiter {
  readonly max: number
  readonly resolve: (connections: RelayConnection[]) => void
  readonly reject: (fault: Error) => void
}

const defaults = {
  connectionsPerRelay: Infinity,
  messagesPerConnection: 500,
  age: 600_000,
  idle: 10_000,
  rest: 5_000,
  growth: 60_000,
}

/** A relay that hangs up on so many new connections in a row, each within so many milliseconds, is at fault. */
const falseStarts = { most: 3, within: 1_000 }

class Pool implements RelayPool {
  readonly connections: number
  readonly #options: RelayPoolOptions & typeof defaults
  readonly #lanes: readonly Lane[]
  readonly #held = new Map<RelayConnection, Held>()
  readonly #free = new Map<RelayConnection, NodeJS.Timeout>()
  readonly #waiters: Waiter[] = []
  readonly #closed = Promise.withResolvers<void>()
  #closing = false

  constructor(options: RelayPoolOptions) {
    if (options.relays.length === 0) throw new TypeError('a pool needs at least one relay')
    if (options.connection?.name !== undefined) wireDomain(options.connection.name)
    const terms = { ...defaults, ...options }
    this.#options = terms
    this.#lanes = options.relays.map((relay) => new Lane(relay, terms))
    this.connections = this.#lanes.reduce((sum, { ceiling }) => sum + ceiling, 0)
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
    const held = this.#held.get(connection)
    if (held === undefined || this.#free.has(connection)) throw new Error('not a connection in use')
    held.lane.busy -= 1
    // Nobody else can use one that waits for a certain message.
    if (this.isFit(connection) && connection.upcoming === null) this.#keep(connection)
    else this.#retire(connection)
    this.#serve()
  }

  isFit(connection: RelayConnection): boolean {
    if (!this.#held.has(connection) || this.#closing || !connection.usable) return false
    return connection.upcoming !== null || !connection.worn
  }

  states(): RelayState[] {
    return this.#lanes.map(({ state }) => state)
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
    this.#dropUnfit()
    while (this.#free.size > 0 && this.#waiters[0]) {
      const waiter = this.#waiters[0]
      this.#openUpTo(waiter.max - this.#free.size)
      this.#waiters.shift()
      waiter.resolve(this.#take(waiter.max))
    }
    this.#openUpTo(this.#waiters.reduce((sum, { max }) => sum + max, 0))
    this.#tryAgain()
    const fault = this.#lanes.find((lane) => lane.fault !== null)?.fault
    if (fault && this.#lanes.every((lane) => lane.open === 0))
      for (const waiter of this.#waiters.splice(0)) waiter.reject(fault)
  }

  #take(max: number): RelayConnection[] {
    const taken: RelayConnection[] = []
    while (taken.length < max && this.#free.size > 0) taken.push(...this.#takeOne())
    return taken
  }

  /** The one that was used last, of the relay with the least to do: the others may grow old and be closed. */
  #takeOne(): RelayConnection[] {
    const free = [...this.#free.keys()].toReversed()
    const lane = idlest(
      this.#lanes.filter((one) => free.some((connection) => this.#held.get(connection)?.lane === one)),
    )
    const taken = free.filter((connection) => this.#held.get(connection)?.lane === lane).slice(0, 1)
    for (const connection of taken) {
      clearTimeout(this.#free.get(connection))
      this.#free.delete(connection)
      if (lane) lane.busy += 1
    }
    return taken
  }

  #keep(connection: RelayConnection): void {
    const timer = setTimeout(() => this.#retire(connection), this.#options.idle)
    timer.unref()
    this.#free.set(connection, timer)
  }

  #dropUnfit(): void {
    for (const connection of this.#free.keys()) if (!this.isFit(connection)) this.#retire(connection)
  }

  #retire(connection: RelayConnection): void {
    clearTimeout(this.#free.get(connection))
    this.#free.delete(connection)
    const held = this.#held.get(connection)
    this.#held.delete(connection)
    if (held) this.#learnFrom(connection, held)
    void connection.close().finally(() => {
      if (held) held.lane.open -= 1
      this.#settleClose()
      this.#serve()
    })
  }

  #learnFrom({ relay, lostStep, usable, sent }: RelayConnection, { lane, openedAt }: Held): void {
    if (lostStep && lane.pipelining) {
      lane.loseStep()
      this.#options.log.warn({ relay: relay.label }, 'relay out of step, asked one thing at a time for an hour')
    }
    const isFalseStart = !usable && sent === 0 && performance.now() - openedAt < falseStarts.within
    lane.falseStarts = isFalseStart ? lane.falseStarts + 1 : 0
    if (lane.falseStarts >= falseStarts.most)
      this.#rest(lane, new RelayFault(relay, { kind: 'unreachable', code: null, reason: 'it hangs up at once' }))
  }

  #openUpTo(wanted: number): void {
    const opening = this.#lanes.reduce((sum, lane) => sum + lane.opening, 0)
    for (let missing = wanted - opening; missing > 0; missing -= 1) {
      const lane = nextLane(this.#lanes)
      if (lane === undefined) return
      void this.#open(lane)
    }
  }

  /** While a backup carries the mail, nobody may need a new connection, and so learn that the others are back. */
  #tryAgain(): void {
    if (this.#closing || !this.#lanes.some(({ relay, busy }) => relay.backup && busy > 0)) return
    const lane = nextLane(this.#lanes.filter(({ relay, fault }) => !relay.backup && fault !== null))
    if (lane !== undefined && lane.open === 0) void this.#open(lane)
  }

  async #open(lane: Lane): Promise<void> {
    lane.open += 1
    lane.opening += 1
    try {
      const connection = await openConnection(lane.relay, this.#termsFor(lane))
      lane.opening -= 1
      this.#held.set(connection, { lane, openedAt: performance.now() })
      if (lane.fault) this.#options.log.info({ relay: lane.relay.label }, 'relay reachable again')
      lane.fault = null
      lane.resting = false
      this.#relieveBackups()
      if (this.#closing) this.#retire(connection)
      else this.#keep(connection)
    } catch (error) {
      lane.open -= 1
      lane.opening -= 1
      this.#suffer(lane, error as RelayFault)
    }
    this.#settleClose()
    this.#serve()
  }

  /** Once a relay works again, the backups end with the message that they have announced. */
  #relieveBackups(): void {
    const carrying = carriers(this.#lanes)
    for (const [connection, { lane }] of this.#held) if (!carrying.includes(lane)) connection.wear()
  }

  #termsFor({ relay, pipelining }: Lane): ConnectionOptions {
    const { connection, messagesPerConnection, age } = this.#options
    const mayPipeline = pipelining && connection?.pipelining !== false
    return { ...connection, pipelining: mayPipeline, messages: relay.messages ?? messagesPerConnection, age }
  }

  /** A relay that refuses one connection beside others is not at fault: it takes as many as it has. */
  #suffer(lane: Lane, fault: RelayFault): void {
    if (lane.open === lane.opening) return this.#rest(lane, fault)
    lane.restFor(() => this.#serve())
    if (fault.code === null) return
    lane.lower()
    this.#options.log.info({ relay: lane.relay.label, connections: lane.limit }, 'relay takes no more connections')
  }

  #rest(lane: Lane, fault: RelayFault): void {
    const { kind, code } = fault
    if (lane.fault === null) this.#options.log.warn({ relay: lane.relay.label, fault: kind, code }, 'relay at fault')
    lane.fail(fault)
    lane.restFor(() => this.#serve())
  }

  #settleClose(): void {
    if (this.#closing && this.#lanes.every((lane) => lane.open === 0)) this.#closed.resolve()
  }
}

/** A pool over one or more relays; nothing is opened before somebody asks. */
export const createRelayPool = (options: RelayPoolOptions): RelayPool => new Pool(options)

import type { ClaimedBatch } from '../store/batches.ts'
import type { DeliveryResult } from '../store/ledger.ts'
import type { House } from './house.ts'
import type { Lease } from './keep-lease.ts'

/** Where the deliveries of one batch pass on to the wire, one for each connection at a time. */
export interface Turnstile {
  /** True once the batch is no longer ours, its issue stopped, or the fence could not be asked: then nothing more passes. */
  readonly isShut: boolean
  /**
   * Writes down what became of one delivery, and asks whether the next may be handed over: in one statement with everybody
   * who comes while the last one is under way. Resolves when both are committed, or when the batch is lost and they cannot be.
   */
  pass(result: DeliveryResult | null, next: string | null): Promise<boolean>
}

interface Turn {
  readonly result: DeliveryResult | null
  readonly next: string | null
}

/** Those who may be handed over. */
type Passed = ReadonlySet<string>

/** Milliseconds for which those who have come wait for those who are still on the wire. */
const patience = 1

class BatchTurnstile implements Turnstile {
  isShut = false
  readonly #house: House
  readonly #batch: ClaimedBatch
  readonly #lease: Lease
  #gathered: Turn[] = []
  #coming: Promise<Passed> | null = null
  #before: Promise<unknown> = Promise.resolve()
  /** How many have passed and not come back. */
  #onTheWire = 0
  #arrived = (): void => {}

  constructor(house: House, batch: ClaimedBatch, lease: Lease) {
    this.#house = house
    this.#batch = batch
    this.#lease = lease
  }

  async pass(result: DeliveryResult | null, next: string | null): Promise<boolean> {
    if (result === null && next === null) return false
    this.#gathered.push({ result, next })
    if (result !== null) this.#onTheWire -= 1
    this.#arrived()
    this.#coming ??= this.#turn()
    const passed = await this.#coming
    return next !== null && passed.has(next)
  }

  async #turn(): Promise<Passed> {
    await this.#before
    await this.#half()
    this.#coming = null
    const turns = this.#gathered
    this.#gathered = []
    const results = turns.flatMap(({ result }) => result ?? [])
    const wanted = turns.flatMap(({ next }) => next ?? [])
    const passing = wanted.length > 0 && !this.isShut ? this.#fence(wanted, results) : this.#record(results)
    this.#before = passing
    const passed = await passing
    this.#onTheWire += passed.size
    return passed
  }

  /** Half of all go together while the other half is on the wire: a statement for ten costs hardly more than one for one. */
  #half(): Promise<void> {
    const isThere = (): boolean => this.#gathered.length >= this.#onTheWire
    if (isThere()) return Promise.resolve()
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        this.#arrived = () => {}
        resolve()
      }
      const timer = setTimeout(go, patience)
      this.#arrived = () => void (isThere() && go())
    })
  }

  async #fence(wanted: readonly string[], results: readonly DeliveryResult[]): Promise<Passed> {
    try {
      const { isOpen, passed } = await this.#house.store.ledger.fence(this.#batch, wanted, results)
      this.isShut = !isOpen
      return new Set(passed)
    } catch (error) {
      // Whether it was committed nobody knows: what it let pass is not handed over, and the end of the batch calls it uncertain.
      this.isShut = true
      this.#house.log.warn({ batch: this.#batch.id, error: String(error) }, 'the fence could not be asked')
      return this.#record(results)
    }
  }

  async #record(results: readonly DeliveryResult[]): Promise<Passed> {
    const write = (): Promise<void> => this.#house.store.ledger.record(this.#batch, results)
    if (results.length > 0) await this.#lease.insist(write, 'results could not be written down')
    return new Set()
  }
}

/** A turnstile for a batch. A database that is away is waited for, as long as the lease holds, to write down results and for nothing else. */
export const createTurnstile = (house: House, batch: ClaimedBatch, lease: Lease): Turnstile =>
  new BatchTurnstile(house, batch, lease)

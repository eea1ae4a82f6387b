import type { ClaimedBatch, DeliveryResult } from '../store/ledger.ts'
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

type Verdicts = ReadonlyMap<string, 'handing_over' | 'skipped'>

const nobody: Verdicts = new Map()

/** A turnstile for a batch. A database that is away is waited for, as long as the lease holds, to write down results and for nothing else. */
export const createTurnstile = (house: House, batch: ClaimedBatch, lease: Lease): Turnstile => {
  const { ledger } = house.store
  const gathered: Turn[] = []
  let coming: Promise<Verdicts> | null = null
  let before: Promise<unknown> = Promise.resolve()
  let isShut = false

  const letPass = async (turns: readonly Turn[]): Promise<Verdicts> => {
    const results = turns.flatMap(({ result }) => result ?? [])
    const wanted = turns.flatMap(({ next }) => next ?? [])
    if (wanted.length > 0 && !isShut) {
      try {
        const verdicts = await ledger.fence(batch, wanted, results)
        isShut = verdicts.length === 0
        return new Map(verdicts.map(({ subscriptionId, state }) => [subscriptionId, state]))
      } catch (error) {
        isShut = true
        house.log.warn({ batch: batch.id, error: String(error) }, 'the fence could not be asked')
      }
    }
    if (results.length > 0) await lease.insist(() => ledger.record(batch, results), 'results could not be written down')
    return nobody
  }

  const turn = async (): Promise<Verdicts> => {
    await before
    coming = null
    const passing = letPass(gathered.splice(0))
    before = passing
    return passing
  }

  return {
    get isShut() {
      return isShut
    },
    async pass(result, next) {
      if (result === null && next === null) return false
      gathered.push({ result, next })
      coming ??= turn()
      const verdicts = await coming
      return next !== null && verdicts.get(next) === 'handing_over'
    },
  }
}

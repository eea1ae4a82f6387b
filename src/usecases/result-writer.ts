import { setTimeout as pause } from 'node:timers/promises'
import type { ClaimedBatch, DeliveryResult } from '../store/ledger.ts'
import type { House } from './house.ts'
import type { Lease } from './keep-lease.ts'

/** Writes results down in groups. */
export interface ResultWriter {
  /** Resolves when this result is committed, or when the batch is lost and it cannot be. */
  add(result: DeliveryResult): Promise<void>
}

const retryMs = 250

/** A writer for one batch: results that come while one group is being committed make up the next. A database that is away is waited for as long as the lease holds. */
export const createResultWriter = (house: House, batch: ClaimedBatch, lease: Lease): ResultWriter => {
  const gathered: DeliveryResult[] = []
  let next: Promise<void> | null = null
  let writing: Promise<void> = Promise.resolve()

  const commit = async (results: readonly DeliveryResult[]): Promise<void> => {
    for (;;) {
      try {
        return await house.store.ledger.record(batch, results)
      } catch (error) {
        house.log.warn({ batch: batch.id, error: String(error) }, 'results could not be written down')
        if (!lease.isHeld()) return
        await pause(retryMs)
      }
    }
  }
  const writeGathered = async (): Promise<void> => {
    await Promise.all([writing, pause(house.timings.resultDelayMs)])
    next = null
    writing = commit(gathered.splice(0))
    await writing
  }
  return {
    add(result) {
      gathered.push(result)
      next ??= writeGathered()
      return next
    },
  }
}

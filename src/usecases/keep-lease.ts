import type { ClaimedBatch } from '../store/ledger.ts'
import type { House } from './house.ts'

/** A batch's lease, renewed until it is disposed of or lost. */
export interface Lease extends AsyncDisposable {
  /** False once a renewal was refused or could not be made for a whole lease: then nothing more may be begun. */
  isHeld(): boolean
}

/** Renews a lease three times in its span. The span is counted here from before each renewal, so that we give up before the database does. */
export const keepLease = (house: House, batch: ClaimedBatch): Lease => {
  const span = house.timings.leaseSeconds * 1000
  let goodUntil = performance.now() + span
  let lost = false
  let renewal: Promise<void> = Promise.resolve()
  const renew = async (): Promise<void> => {
    const asked = performance.now()
    try {
      if (await house.store.ledger.renew(batch, house.timings.leaseSeconds)) goodUntil = asked + span
      else lost = true
    } catch (error) {
      house.log.warn({ batch: batch.id, error: String(error) }, 'a lease could not be renewed')
    }
  }
  const timer = setInterval(() => (renewal = renew()), span / 3)
  timer.unref()
  return {
    isHeld: () => !lost && performance.now() < goodUntil,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await renewal
    },
  }
}

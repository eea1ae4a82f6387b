import { setTimeout as pause } from 'node:timers/promises'
import type { ClaimedBatch } from '../store/batches.ts'
import type { Notice } from '../store/notices.ts'
import type { House } from './house.ts'

/** A lease, renewed until it is disposed of or lost. */
export interface Lease extends AsyncDisposable {
  /** False once a renewal was refused or could not be made for a whole lease: then nothing more may be begun. */
  isHeld(): boolean
  /** Has something written down, again and again while the database is away and the lease is held; false when it was given up. */
  insist(task: () => Promise<void>, complaint: string): Promise<boolean>
}

const retryMs = 250

/** What is leased, and how it is renewed: false when it is no longer ours. */
interface Holding {
  /** Names it in the log. */
  readonly about: object
  readonly seconds: number
  renew(seconds: number): Promise<boolean>
}

/** A batch's lease. */
export const keepLease = (house: House, batch: ClaimedBatch): Lease =>
  keep(house, {
    about: { batch: batch.id },
    seconds: house.timings.leaseSeconds,
    renew: (leaseSeconds) => house.store.batches.renew(batch, { leaseSeconds, holder: house.beacon.number }),
  })

/** A notice's lease: a relay may take longer than a minute to answer. */
export const keepNotice = (house: House, notice: Notice): Lease =>
  keep(house, {
    about: { notice: notice.id },
    seconds: house.timings.noticeLeaseSeconds,
    renew: (seconds) => house.store.notices.renew(notice, seconds),
  })

/** Renews a lease three times in its span. The span is counted here from before each renewal, so that we give up before the database does. */
const keep = ({ log }: House, { about, seconds, renew }: Holding): Lease => {
  const span = seconds * 1000
  let goodUntil = performance.now() + span
  let lost = false
  let renewal: Promise<void> = Promise.resolve()
  const prolong = async (): Promise<void> => {
    const asked = performance.now()
    try {
      if (await renew(seconds)) goodUntil = asked + span
      else lost = true
    } catch (error) {
      log.warn({ ...about, error: String(error) }, 'a lease could not be renewed')
    }
  }
  const timer = setInterval(() => (renewal = prolong()), span / 3)
  timer.unref()
  const isHeld = (): boolean => !lost && performance.now() < goodUntil
  return {
    isHeld,
    async insist(task, complaint) {
      for (;;) {
        try {
          await task()
          return true
        } catch (error) {
          log.warn({ ...about, error: String(error) }, complaint)
          if (!isHeld()) return false
          await pause(retryMs)
        }
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await renewal
    },
  }
}

import type { House } from '../../src/usecases/house.ts'
import { passedIn, pointOf, writtenBy, type Death, type Spot, type WatchedCall } from './crash-points.ts'
import { watchedHouse, type Watch } from './watched-house.ts'

/** Lets a worker have one batch at a time, as if the queue were slow: between two of them nothing is in hand. */
const oneBatchAtATime = (): Watch => {
  let turn: Promise<void> = Promise.resolve()
  let ends: (() => void) | null = null
  return async (name, call) => {
    if (name === 'batches.release' || name === 'batches.fail') return Promise.resolve(call()).finally(() => ends?.())
    if (name !== 'batches.claim') return call()
    const before = turn
    const mine = Promise.withResolvers<void>()
    turn = mine.promise
    await before
    const batch = await call()
    if (batch === null) mine.resolve()
    else ends = mine.resolve
    return batch
  }
}

/** Ends the process at the n-th time of a spot. */
const dyingAt = (spot: Spot, nth: number, die: () => void): Watch => {
  let reached = 0
  let inHand = 0
  let isFresh = false
  const look = (when: Spot['when'], about: WatchedCall): void => {
    if (![spot.call].flat().includes(about.name) || when !== spot.when) return
    if ((spot.firstOfBatch && !isFresh) || (spot.handsFree && inHand > 0)) return
    isFresh = false
    const more = spot.weigh?.(about) ?? 1
    reached += more
    if (more > 0 && reached >= nth) die()
  }
  return async (name, call, args) => {
    look('before', { name, args, result: undefined })
    const result = await call()
    if (name === 'batches.claim' && result !== null) isFresh = true
    inHand += (name === 'ledger.fence' ? passedIn(result) : 0) - writtenBy({ name, args })
    look('after', { name, args, result })
    return result
  }
}

/** SIGKILL by one’s own hand: nothing is closed, nothing said. */
const killSelf = (): void => void process.kill(process.pid, 'SIGKILL')

/** A house whose process dies as it was ordered to. */
export const dyingHouse =
  ({ pointId, spot, nth }: Death) =>
  (house: House): House => {
    const point = pointOf(pointId)
    const at = point.spots[spot]
    if (at === undefined) throw new Error(`${pointId} has no spot ${spot}.`)
    const calm = point.victim === 'worker' && !point.mayDoubt ? watchedHouse(house, oneBatchAtATime()) : house
    return watchedHouse(calm, dyingAt(at, nth, killSelf))
  }

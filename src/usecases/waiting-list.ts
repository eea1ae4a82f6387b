import type { DueDelivery } from '../store/ledger.ts'
import type { Manners, Place } from './manners.ts'

/** A delivery whose turn it is, and its place on the wire. */
export interface Turn {
  readonly delivery: DueDelivery
  readonly place: Place
}

/** Deliveries of a batch that nobody has taken up yet, by where their mail goes, so that a slow receiver holds up nobody else. */
export interface WaitingList {
  readonly size: number
  /** The next delivery that manners allow now, or the milliseconds after which it is worth asking again; null when none is left. */
  take(): Turn | number | null
  /** Puts one back that was taken and not sent. */
  putBack(turn: Turn): void
}

/** A waiting list in which destinations take turns. */
export const createWaitingList = (
  due: readonly DueDelivery[],
  { manners, senderDomain }: { manners: Manners; senderDomain: string },
): WaitingList => {
  const lines = new Map<string, DueDelivery[]>()
  const lineOf = (destination: string): DueDelivery[] => {
    const line = lines.get(destination) ?? []
    lines.set(destination, line)
    return line
  }
  // Taken from the end, so that taking costs the same however long a line is.
  for (const delivery of due.toReversed()) lineOf(manners.destinationOf(delivery.address)).push(delivery)
  let size = due.length

  const takeFrom = (destination: string, line: DueDelivery[]): Turn | number => {
    const place = manners.ask(destination, senderDomain)
    if (typeof place === 'number') return place
    const delivery = line.pop() as DueDelivery
    size -= 1
    // To the end of the round, or out of it.
    lines.delete(destination)
    if (line.length > 0) lines.set(destination, line)
    return { delivery, place }
  }

  return {
    get size() {
      return size
    },
    take() {
      let soonest: number | null = null
      for (const [destination, line] of lines) {
        const turn = takeFrom(destination, line)
        if (typeof turn !== 'number') return turn
        soonest = Math.min(soonest ?? turn, turn)
      }
      return soonest
    },
    putBack({ delivery, place }) {
      place.leave(null)
      lineOf(manners.destinationOf(delivery.address)).push(delivery)
      size += 1
    },
  }
}

import type { Outcome } from '../../src/mail/outcome.ts'
import type { Manners, Place } from '../../src/usecases/manners.ts'

export const accepted: Outcome = { kind: 'accepted', reply: '250 ok' }
export const deferred = (reply: string): Outcome => ({
  kind: 'deferred',
  code: Number(reply.slice(0, 3)),
  reply,
  phase: 'rcpt',
})

/** A steady clock that goes on only when told, and a time of day that goes with it. */
export interface PretendedTime {
  now: number
  readonly elapsed: () => number
  readonly clock: { now(): Date }
}

export const timeFrom = (start: string): PretendedTime => {
  const time = {
    now: 0,
    elapsed: () => time.now,
    clock: { now: () => new Date(Date.parse(start) + time.now) },
  }
  return time
}

/** What one message to a destination met, and when it left and came back. */
export interface Sent {
  readonly to: string
  readonly at: number
  readonly outcome: Outcome
}

export interface Wire {
  readonly manners: Manners
  readonly time: PretendedTime
  readonly connections: number
  /** Milliseconds from the beginning of a message to its reply. */
  readonly replyMs: number
  /** What the relay answers to a message that left at an instant. */
  readonly answer: (to: string, at: number) => Outcome
}

const sender = 'marsad.example'
const soonest = (waits: readonly number[]): number => waits.reduce((least, wait) => Math.min(least, wait), Infinity)

/**
 * Sends so many messages to each destination over a pretended wire, destinations in turn; what is deferred waits at the end
 * of its line. Time passes only here. Answers with everything that was sent, in order.
 */
export const sendAll = async (
  wire: Wire,
  amounts: Readonly<Record<string, number>>,
  until = Infinity,
): Promise<Sent[]> => {
  const { manners, time, answer } = wire
  const left = new Map(Object.entries(amounts))
  let acquainted = -Infinity
  const underWay: { readonly place: Place; readonly to: string; readonly at: number }[] = []
  const sent: Sent[] = []
  const takeOne = (): number => {
    const waits: number[] = []
    for (const [to, count] of left) {
      if (count === 0) continue
      const place = manners.ask(to, sender)
      if (typeof place === 'number') {
        waits.push(place)
        continue
      }
      left.delete(to)
      left.set(to, count - 1)
      underWay.push({ place, to, at: time.now })
      return 0
    }
    return soonest(waits)
  }
  while ([...left.values()].some((count) => count > 0) || underWay.length > 0) {
    // What is shared through the database comes back without time passing.
    if (time.now - acquainted >= 1000) {
      await manners.acquaint([])
      acquainted = time.now
    }
    let wait = 0
    while (underWay.length < wire.connections && wait === 0) wait = takeOne()
    const back = soonest(underWay.map(({ at }) => at + wire.replyMs))
    time.now = Math.min(back, wire.connections > underWay.length ? time.now + wait : Infinity)
    if (time.now >= until || time.now === Infinity) return sent
    while (underWay[0] && underWay[0].at + wire.replyMs <= time.now) {
      const { place, to, at } = underWay.shift() as (typeof underWay)[number]
      const outcome = answer(to, at)
      place.leave(outcome)
      sent.push({ to, at, outcome })
      if (outcome.kind === 'deferred') left.set(to, (left.get(to) ?? 0) + 1)
    }
  }
  return sent
}

/** A receiver that takes so many messages a second, saved up for one second, and answers all others with a reply. */
export const limited = (perSecond: number, reply: string): ((at: number) => Outcome) => {
  let tokens = perSecond
  let last = 0
  return (at) => {
    tokens = Math.min(perSecond, tokens + ((at - last) * perSecond) / 1000)
    last = at
    if (tokens < 1) return deferred(reply)
    tokens -= 1
    return accepted
  }
}

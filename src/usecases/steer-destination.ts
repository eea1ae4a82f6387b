import { readAddress } from '../domain/address.ts'
import { wellKnownGroup } from '../domain/mail-groups.ts'
import { Refused } from '../domain/refusal.ts'
import type { Destination } from '../store/destinations.ts'
import type { House } from './house.ts'

/** What an admin wants of a destination; what is left out stays as it is. */
export interface DestinationChange {
  readonly paused?: boolean
  /** When the pause ends by itself; null or left out: when somebody resumes. */
  readonly until?: Date | null
  /** Messages a minute, of all workers together; null is no limit. */
  readonly ratePerMinute?: number | null
  /** Messages at a time, of all workers together, but at least one for each of them. */
  readonly concurrency?: number | null
}

/** What admins are shown of a destination. */
export interface ShownDestination {
  readonly name: string
  readonly paused: boolean
  /** Null while nobody knows when it ends. */
  readonly pausedUntil: Date | null
  readonly pausedBy: 'admin' | 'refusals' | null
  readonly ratePerMinute: number | null
  readonly concurrency: number | null
  /** What its temporary refusals taught, or null. */
  readonly learnt: { readonly ratePerMinute: number; readonly reply: string | null } | null
  readonly changedAt: Date
}

/**
 * The name of a destination as outsiders say it: a domain, which for the well-known ones is that of their group.
 * @throws Refused `invalid`
 */
export const destinationNamed = (text: string): string => {
  const address = readAddress(`reader@${text.trim()}`)
  if (typeof address !== 'string' && address.local === 'reader')
    return wellKnownGroup(address.asciiDomain) ?? address.asciiDomain
  throw new Refused({ kind: 'invalid', issues: [{ path: 'id', message: 'bad_destination' }] })
}

/**
 * Pauses, resumes or limits what goes to a receiving domain, or to a well-known group of them; workers notice within
 * seconds. A domain that is named here stands for itself even if others share its mail host. @throws Refused `invalid`
 */
export const steerDestination = async (
  { store, clock }: House,
  domain: string,
  change: DestinationChange,
): Promise<Destination> => {
  const name = destinationNamed(domain)
  const now = clock.now()
  if (change.until && (change.paused !== true || change.until <= now))
    throw new Refused({ kind: 'invalid', issues: [{ path: 'until', message: 'bad_pause_end' }] })
  const kept = await store.destinations.find(name)
  const pause =
    change.paused === undefined
      ? { pausedByAdmin: kept?.pausedByAdmin ?? false, pausedUntil: kept?.pausedUntil ?? null }
      : { pausedByAdmin: change.paused, pausedUntil: change.until ?? null }
  const { ratePerMinute = kept?.ratePerMinute ?? null, concurrency = kept?.concurrency ?? null } = change
  return store.destinations.wish(name, { ...pause, ratePerMinute, concurrency }, now)
}

/** A destination as admins are shown it at this moment. */
export const showDestination = (kept: Destination, now: Date): ShownDestination => {
  const { name, pausedUntil, pausedByAdmin, ratePerMinute, concurrency, learntRate, reply, changedAt } = kept
  const paused = pausedUntil === null ? pausedByAdmin : pausedUntil > now
  return {
    name,
    paused,
    pausedUntil: paused ? pausedUntil : null,
    pausedBy: paused ? (pausedByAdmin ? 'admin' : 'refusals') : null,
    ratePerMinute,
    concurrency,
    learnt: learntRate === null ? null : { ratePerMinute: Math.round(learntRate), reply },
    changedAt,
  }
}

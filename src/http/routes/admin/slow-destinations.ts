import type { SlowDestination } from '../../../pages/admin/delivery.tsx'
import type { Destination } from '../../../store/destinations.ts'

const most = 50

/** Of the receivers that are known, those that do not get mail as fast as it comes at this moment. */
export const slowDestinations = (destinations: readonly Destination[], now: Date): SlowDestination[] =>
  destinations
    .map(({ pausedUntil, ratePerMinute, learntRate, ...rest }) => ({
      ...rest,
      pausedUntil: pausedUntil !== null && pausedUntil > now ? pausedUntil : null,
      rate: rateOf(ratePerMinute, learntRate),
    }))
    .filter(({ pausedUntil, pausedByAdmin, rate }) => pausedByAdmin || pausedUntil !== null || rate !== null)
    .slice(0, most)

const rateOf = (allowed: number | null, learnt: number | null): number | null =>
  allowed === null && learnt === null
    ? null
    : Math.max(1, Math.round(Math.min(allowed ?? Infinity, learnt ?? Infinity)))

/** Messages that a new sender may have accepted on its first day, doubled on each further one. */
const firstAllowance = 50
const growth = 2
const lastDay = 14

/** The most time over which a day's allowance is spread, so that receivers see mail coming in, not arriving. */
const spreadMs = 8 * 3_600_000
const dayMs = 86_400_000

/** Where a new sender stands. */
export interface WarmUp {
  /** 1 on the first; past 14 the sender is warm. */
  readonly day: number
  /** Messages on this day; null once it is warm. */
  readonly allowance: number | null
}

const allowanceOf = (day: number): number => firstAllowance * growth ** (day - 1)

/**
 * The day of the plan after the given earlier days, by how many messages were accepted on each, the first one first. Only a
 * day on which at least half of its allowance was used takes the plan further: receivers learn from mail, not from waiting.
 */
export const warmUpAfter = (earlier: readonly number[]): WarmUp => {
  const day = earlier.reduce((reached, accepted) => (2 * accepted >= allowanceOf(reached) ? reached + 1 : reached), 1)
  return { day, allowance: day > lastDay ? null : allowanceOf(day) }
}

/** The UTC day, YYYY-MM-DD, that an instant in milliseconds lies in. */
export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, 10)

/** Milliseconds until the next UTC day begins. */
export const untilTomorrow = (now: number): number => dayMs - (((now % dayMs) + dayMs) % dayMs)

/**
 * Milliseconds between two messages, so that an allowance is spread over eight hours; or what is left of it over what is
 * left of the day, where that is shorter.
 */
export const warmUpSpacing = ({ allowance, left }: { allowance: number; left: number }, now: number): number =>
  Math.min(spreadMs / allowance, untilTomorrow(now) / Math.max(1, left))

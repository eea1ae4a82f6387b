import type { RefusalReason, SmtpVerdict } from './smtp-status.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** A digest that could not be handed over within so many seconds of its first attempt is old news, and expires. */
export const oldestRetry = 3 * day

const usual = [minute, 5 * minute, 15 * minute, hour, 4 * hour, 8 * hour, 12 * hour]

/** Waits after the first, second ... failed attempt; the last one is repeated until the age limit. */
const schedules: Partial<Record<RefusalReason, readonly number[]>> = {
  // Most greylists let a message pass after five minutes; earlier attempts start their clock anew.
  greylisted: [5.5 * minute, 10 * minute, 30 * minute, hour, 4 * hour, 8 * hour],
  mailbox_full: [2 * hour, 6 * hour, 12 * hour, 24 * hour],
  mailbox_disabled: [hour, 4 * hour, 12 * hour],
  rate_limited: [2 * minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour],
  relay: [minute, 2 * minute, 5 * minute, 15 * minute, 30 * minute, hour],
}

const spread = (seconds: number, jitter: number): number => Math.round(seconds * (0.8 + 0.4 * jitter))

/**
 * Whole seconds to wait after the given failed attempt (the first is 1) at a single mail, or null when it was the last of
 * seven, a day after the first. `jitter` in [0, 1) spreads the waits by ±20 %.
 */
export const retryDelay = (attempt: number, jitter: number): number | null => {
  const seconds = usual[attempt - 1]
  return seconds === undefined ? null : spread(seconds, jitter)
}

/**
 * Whole seconds until the next attempt after `attempts` failed ones (at least 1), or null when there is none: the refusal
 * was for good, or that attempt would come more than three days after the first, `ageSeconds` ago. `jitter` in [0, 1)
 * spreads the waits by ±20 %, those of a greylist upwards only, so that readers deferred together do not come back together.
 */
export const retryPlan = (
  { reason, permanent }: Pick<SmtpVerdict, 'reason' | 'permanent'>,
  attempts: number,
  ageSeconds: number,
  jitter: number,
): number | null => {
  if (permanent) return null
  const schedule = schedules[reason] ?? usual
  const step = schedule[Math.min(Math.max(attempts, 1), schedule.length) - 1] ?? hour
  const wait = reason === 'greylisted' ? Math.round(step * (1 + 0.2 * jitter)) : spread(step, jitter)
  return ageSeconds + wait > oldestRetry ? null : wait
}

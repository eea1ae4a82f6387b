import type { SmtpVerdict } from './smtp-status.ts'

/** What one destination has taught us about how much mail it takes. Instants in milliseconds of one steady clock. */
export interface Pace {
  /** Messages a minute; Infinity while it has refused nothing. */
  readonly rate: number
  /** Messages at a time. */
  readonly concurrency: number
  /** Below it the rate doubles, above it grows by a step: it has proved too much before. */
  readonly threshold: number
  /** Messages a minute that the rate grows by in each second of acceptances. */
  readonly step: number
  /** At this rate nothing is left of the lesson. */
  readonly enough: number
  /** Refusals in a row, each of a message that was begun after the one before was heard. */
  readonly refusals: number
  /** Pauses in a row, without an acceptance between them. */
  readonly pauses: number
  readonly pausedUntil: number
  readonly heardAt: number
  readonly grownAt: number
}

/** No limits at all: where every destination begins, and where it returns to. */
export const freePace: Pace = {
  rate: Infinity,
  concurrency: Infinity,
  threshold: Infinity,
  step: 0,
  enough: Infinity,
  refusals: 0,
  pauses: 0,
  pausedUntil: -Infinity,
  heardAt: -Infinity,
  grownAt: -Infinity,
}

/** How much a refusal says about its destination: nothing, something if it is not the only one, or all that needs to be said. */
export type Evidence = 'none' | 'faint' | 'plain'

/** A refusal as the pace sees it. */
export interface Refusal {
  readonly evidence: Exclude<Evidence, 'none'>
  /** When the message was begun: what was under way when the last refusal was heard says nothing new. */
  readonly begunAt: number
  readonly now: number
  /** Messages a minute that were accepted lately; null when too few to tell. */
  readonly accepted: number | null
  /** Messages to this destination that were on the wire, this one among them. */
  readonly inUse: number
}

const decrease = 0.7
/** Of the rate that was too much, in each second of acceptances: a quarter of a minute to be there again. */
const increase = 0.02
const slowest = 6
/** Where to begin again when too little was accepted to know what a destination takes. */
const cautious = 60
const doublingMs = 5000
const refusalsBeforePause = 3
const firstPauseMs = 1000
const longestPauseMs = 15 * 60_000

/** What a verdict says about the destination. Greylisting and full mailboxes are the reader's matter and slow nobody else. */
export const evidenceOf = ({ permanent, matter }: Pick<SmtpVerdict, 'permanent' | 'matter'>): Evidence => {
  if (permanent) return 'none'
  if (matter === 'destination' || matter === 'sender') return 'plain'
  return matter === 'unknown' ? 'faint' : 'none'
}

/** A pace as somebody else has learnt it: a rate in messages a minute, and how long to pause. */
export const paceLearntElsewhere = (rate: number, pausedUntil: number): Pace => ({
  ...freePace,
  ...below(rate / decrease, rate),
  rate,
  pausedUntil,
})

/** The pace after a temporary refusal: less at once, and a growing pause where one refusal follows another. */
export const slowed = (pace: Pace, refusal: Refusal): Pace => {
  if (refusal.begunAt < pace.heardAt) return pace
  const heard = { ...pace, heardAt: refusal.now, refusals: pace.refusals + 1 }
  if (refusal.evidence === 'faint' && heard.refusals < refusalsBeforePause) return heard
  const slower = heard.refusals > refusalsBeforePause ? heard : { ...heard, ...lessOf(pace, refusal) }
  return slower.refusals < refusalsBeforePause ? slower : paused(slower, refusal.now)
}

const lessOf = (pace: Pace, { accepted, inUse, now }: Refusal): Partial<Pace> => {
  const tooMuch = Math.min(pace.rate, accepted ?? Math.max(cautious, slowest / decrease))
  const rate = Math.max(slowest, tooMuch * decrease)
  const concurrency = Math.max(1, Math.floor(Math.min(pace.concurrency, inUse) / 2))
  const known = accepted !== null || pace.threshold < Infinity
  return { ...below(tooMuch, known ? rate : Infinity), rate, concurrency, grownAt: now }
}

const below = (tooMuch: number, threshold: number): Pick<Pace, 'threshold' | 'step' | 'enough'> => ({
  threshold,
  step: increase * Math.max(slowest, tooMuch),
  enough: threshold === Infinity ? 1000 * cautious : 20 * Math.max(slowest, tooMuch),
})

const paused = (pace: Pace, now: number): Pace => ({
  ...pace,
  concurrency: 1,
  pauses: pace.pauses + 1,
  pausedUntil: now + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(pace.pauses, 20)),
})

/** The pace after an acceptance: a little more for every second in which there are some. */
export const grown = (pace: Pace, now: number): Pace => {
  if (pace === freePace) return pace
  const ms = Math.min(2000, now - pace.grownAt)
  if (ms < 100 && pace.refusals === 0) return pace
  const isBelow = pace.rate < pace.threshold
  const rate = isBelow
    ? Math.min(pace.threshold, pace.rate * 2 ** (ms / doublingMs))
    : pace.rate + (pace.step * ms) / 1000
  if (rate >= pace.enough) return freePace
  const concurrency = pace.concurrency + ms / 1000
  return { ...pace, rate, concurrency, refusals: 0, pauses: 0, pausedUntil: -Infinity, grownAt: now }
}

/** The only source of the time of day; everything that asks for "now" is handed one of these. */
export interface Clock {
  now(): Date
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() }

import * as fc from 'fast-check'
import { cadences, type Cadence } from '../../src/domain/cadence.ts'

const kinds = ['publish', 'move', 'leave', 'return', 'undo', 'hesitate', 'trigger', 'release'] as const
const often = [...kinds, ...kinds, 'publish', 'publish', 'publish', 'hesitate', 'hesitate', 'hesitate'] as const

/** Something that happens at a minute of the two months; what it does not need of this is left aside. */
export interface Happening {
  readonly minute: number
  readonly kind: (typeof kinds)[number]
  readonly who: number
  readonly cadence: Cadence
  readonly flag: boolean
}

export interface Months {
  readonly happenings: readonly Happening[]
  /** Minutes by which the server is late each morning; after six hours the slot is over. */
  readonly late: readonly number[]
}

export const people = 12
const days = 60
/** Long enough for issues to be triggered in between. */
export const settleMinutes = 5 * 60
const minute = 60_000
const day = 24 * 60 * minute

const happening: fc.Arbitrary<Happening> = fc.record({
  minute: fc.integer({ min: 0, max: days * 24 * 60 - 1 }),
  kind: fc.constantFrom(...often),
  who: fc.integer({ min: 0, max: people - 1 }),
  cadence: fc.constantFrom(...cadences),
  flag: fc.boolean(),
})

const lateness = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 * 60 }))

export const twoMonths: fc.Arbitrary<Months> = fc.record({
  happenings: fc.uniqueArray(happening, { minLength: 170, maxLength: 200, selector: (one) => one.minute }),
  late: fc.array(lateness, { minLength: days, maxLength: days }),
})

export interface Step {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Null where the clock alone is looked at. */
  readonly happening: Happening | null
}

/** In what order it all happens: after each happening the clock is looked at, after a post once more when it has settled, and every morning. */
export const stepsOf = ({ happenings, late }: Months, start: number): Step[] => {
  const acts = happenings.flatMap((one): Step[] => {
    const at = start + one.minute * minute
    const looks = one.kind === 'publish' ? [30_000, settleMinutes * minute + 40_000] : [30_000]
    return [{ at, happening: one }, ...looks.map((delay) => ({ at: at + delay, happening: null }))]
  })
  const mornings = late.map((minutes, date) => start + date * day + (8 * 60 + minutes) * minute + 20_000)
  const steps = [...acts, ...mornings.map((at) => ({ at, happening: null }))]
  return steps.toSorted((one, other) => one.at - other.at)
}

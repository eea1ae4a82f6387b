import { noise } from './gates.ts'

/** What rounds gave, and how many had to be run again because the machine was busy. */
export interface Rounds<Round> {
  readonly kept: readonly Round[]
  readonly repeated: number
  /** Rounds that stayed noisy however often they were repeated, and count all the same. */
  readonly noisy: number
}

const mostRepeats = 3

/** Two measurements of one control that lie further apart than noise allows. */
export const differ = (one: number, other: number): boolean => Math.max(one, other) > noise * Math.min(one, other)

/** Runs so many rounds, a noisy one again up to three times. */
export const runRounds = async <Round>(
  count: number,
  run: () => Promise<Round>,
  isNoisy: (round: Round) => boolean,
): Promise<Rounds<Round>> => {
  const kept: Round[] = []
  let [repeated, noisy] = [0, 0]
  while (kept.length < count) {
    let round = await run()
    let tries = 0
    for (; tries < mostRepeats && isNoisy(round); tries += 1) round = await run()
    repeated += tries
    if (isNoisy(round)) noisy += 1
    kept.push(round)
  }
  return { kept, repeated, noisy }
}

/** A line for people about rounds on a busy machine. */
export const toldNoise = ({ repeated, noisy }: Rounds<unknown>): string =>
  `rounds run again          ${repeated}${noisy > 0 ? `; ${noisy} stayed noisy and count all the same` : ''}`

/** A median with the range that it stands in. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

/** Of at least one value, to four significant digits. */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (place: number): number => sorted[Math.floor(place)] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: rounded((at(middle) + at(middle + 0.5)) / 2),
    lowest: rounded(at(0)),
    highest: rounded(at(sorted.length - 1)),
  }
}

/** Median and range of a figure over some rounds; null as soon as one round lacks it. */
export const spreadOver = <Round>(rounds: readonly Round[], figure: (round: Round) => number | null): Spread | null => {
  const values = rounds.map(figure).filter((value) => value !== null)
  return values.length < rounds.length || values.length === 0 ? null : spreadOf(values)
}

/** The value that this share (0 to 1) of all lies at or below. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN

/** Rounded to so many significant digits, for people and for JSON that is compared by eye. */
export const rounded = (value: number, digits = 4): number => Number(value.toPrecision(digits))

/** A median for people, with its range where there were several values. */
export const shown = (value: Spread | number | null | undefined, unit = ''): string => {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value === 'number') return `${grouped(value)}${unit}`
  const range = value.lowest === value.highest ? '' : ` (${grouped(value.lowest)} to ${grouped(value.highest)})`
  return `${grouped(value.median)}${unit}${range}`
}

const grouped = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: value < 100 ? 3 : 4 })

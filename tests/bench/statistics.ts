/** A median with the range that it stands in. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

/** Of at least one value. */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (place: number): number => sorted[Math.floor(place)] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { median: (at(middle) + at(middle + 0.5)) / 2, lowest: at(0), highest: at(sorted.length - 1) }
}

/** Rounded to so many significant digits, for people and for JSON that is compared by eye. */
export const rounded = (value: number, digits = 4): number => Number(value.toPrecision(digits))

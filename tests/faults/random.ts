/** Numbers in [0, 1), the same ones for the same seed (Mulberry32). */
export type Random = () => number

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from `from` up to, not including, `to`. */
export const between = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from))

/** A seed for a run that nobody asked for in particular. */
export const anySeed = (): number => Math.floor(Math.random() * 2 ** 31)

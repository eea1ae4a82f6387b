import { seeded } from '../faults/random.ts'

/** Chance that falls the same way for the same seed. */
export interface Dice {
  /** True in this share of throws. */
  chance(share: number): boolean
  /** A whole number from `from` to `to`, both included. */
  number(from: number, to: number): number
  one<Item>(items: readonly Item[]): Item
  some<Item>(items: readonly Item[], count: number): Item[]
}

export const createDice = (seed: number): Dice => {
  const random = seeded(seed)
  const number = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  const one = <Item>(items: readonly Item[]): Item => items[number(0, items.length - 1)] as Item
  return {
    chance: (share) => random() < share,
    number,
    one,
    some: (items, count) => Array.from({ length: count }, () => one(items)),
  }
}

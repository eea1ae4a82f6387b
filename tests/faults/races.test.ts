import { expect, test } from '@jest/globals'
import { raceEdit, raceSchedulers, raceSendNow } from './issue-races.ts'
import { anySeed } from './random.ts'
import { raceConfirms, raceSignups } from './reader-races.ts'
import { raceErasures, raceUnsubscribes } from './send-races.ts'

const races = [
  [
    'two schedulers at every slot make each issue once',
    (seed: number) => raceSchedulers(seed, { rounds: 5, parallel: 2 }),
  ],
  [
    'twenty presses of "send now" mail each reader once',
    (seed: number) => raceSendNow(seed, { rounds: 2, parallel: 20 }),
  ],
  [
    'a post taken back during the freeze is mailed in exactly one issue',
    (seed: number) => raceEdit(seed, { rounds: 2, parallel: 2 }),
  ],
  [
    'thirty presses of the confirm button are one yes',
    (seed: number) => raceConfirms(seed, { rounds: 1, parallel: 30 }),
  ],
  ['thirty sign-ups of one address are one mail', (seed: number) => raceSignups(seed, { rounds: 1, parallel: 30 })],
  ['nobody who has left is handed over', (seed: number) => raceUnsubscribes(seed, { readers: 300, acts: 60 })],
  [
    'readers erased in the middle of a send are counted all the same',
    (seed: number) => raceErasures(seed, { readers: 200, acts: 5 }),
  ],
] as const

test.each(races)(
  '%s',
  async (_, race) => {
    const seed = anySeed()
    const { breaches } = await race(seed)
    expect({ seed, breaches }).toEqual({ seed, breaches: [] })
  },
  120_000,
)

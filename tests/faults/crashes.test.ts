import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { crashPoints, type CrashPoint } from './crash-points.ts'
import { crashAt } from './crash.ts'
import { openLane, type Lane } from './lane.ts'
import { anySeed } from './random.ts'

let lane: Lane

beforeAll(async () => {
  lane = await openLane('postgres', 60)
}, 60_000)
afterAll(async () => {
  await lane[Symbol.asyncDispose]()
})

const named = (...ids: string[]): CrashPoint[] => crashPoints.filter(({ id }) => ids.includes(id))

test('the crash points are the eighteen of the delivery rules', () => {
  expect(crashPoints.map(({ id }) => id)).toEqual(Array.from({ length: 18 }, (_, index) => `K${index + 1}`))
})

test.each(named('K1', 'K11', 'K17'))(
  'a process killed $what costs nobody a mail and gives nobody two',
  async (point) => {
    const seed = anySeed()
    const { breaches } = await crashAt(lane.stage, point, seed)
    expect({ seed, breaches }).toEqual({ seed, breaches: [] })
  },
  180_000,
)

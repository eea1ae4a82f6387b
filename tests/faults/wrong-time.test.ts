import { expect, test } from '@jest/globals'
import { weekOfChange } from './calendar.ts'
import { anySeed } from './random.ts'
import { skewWorker } from './skew.ts'
import { jumping, liveThrough } from './time-faults.ts'

test.each([
  ['Africa/Cairo', 'forward'],
  ['Asia/Beirut', 'back'],
] as const)(
  'the week in which the clocks of %s are put %s has seven digests',
  async (zone, direction) => {
    const seed = anySeed()
    const { breaches } = await liveThrough(seed, weekOfChange(zone, direction))
    expect({ seed, breaches }).toEqual({ seed, breaches: [] })
  },
  60_000,
)

test('a clock that is an hour ahead for a while makes no issue twice', async () => {
  const seed = anySeed()
  const { breaches } = await liveThrough(seed, weekOfChange('Asia/Riyadh', 'forward'), jumping(3_600_000, seed))
  expect({ seed, breaches }).toEqual({ seed, breaches: [] })
}, 60_000)

test('a worker whose clock is wrong leaves the work to others', async () => {
  expect((await skewWorker(300_000)).breaches).toEqual([])
}, 120_000)

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { untilTomorrow, utcDay, warmUpAfter, warmUpSpacing } from '../../src/domain/warm-up.ts'

test('a new sender begins with 50, and each day that was used doubles it', () => {
  expect(warmUpAfter([])).toEqual({ day: 1, allowance: 50 })
  expect(warmUpAfter([50])).toEqual({ day: 2, allowance: 100 })
  expect(warmUpAfter([50, 100, 120])).toEqual({ day: 4, allowance: 400 })
})

test('a day on which hardly anything was sent takes nobody further', () => {
  expect(warmUpAfter([24])).toEqual({ day: 1, allowance: 50 })
  expect(warmUpAfter([40, 40, 40, 40])).toEqual({ day: 2, allowance: 100 })
})

test('after a fortnight of use the sender is warm', () => {
  const used = Array.from({ length: 14 }, (_, day) => 50 * 2 ** day)
  expect(warmUpAfter(used.slice(1))).toMatchObject({ day: 14, allowance: 409_600 })
  expect(warmUpAfter(used)).toEqual({ day: 15, allowance: null })
})

test('no day brings more than four times the best day before it, once there is one worth the name', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 })), (earlier) => {
      const { allowance } = warmUpAfter(earlier)
      if (allowance !== null) expect(allowance).toBeLessThanOrEqual(Math.max(50, 4 * Math.max(0, ...earlier)))
    }),
  )
})

test('the day is the one of UTC, and what is left of it is known', () => {
  const evening = Date.parse('2026-11-22T23:59:30Z')
  expect(utcDay(evening)).toBe('2026-11-22')
  expect(untilTomorrow(evening)).toBe(30_000)
  expect(utcDay(evening + untilTomorrow(evening))).toBe('2026-11-23')
})

test('an allowance is spread over eight hours, or what is left of it over what is left of the day', () => {
  const [morning, evening] = [Date.parse('2026-11-22T08:00:00Z'), Date.parse('2026-11-22T23:00:00Z')]
  expect(warmUpSpacing({ allowance: 50, left: 50 }, morning)).toBe((8 * 3_600_000) / 50)
  expect(warmUpSpacing({ allowance: 50, left: 3 }, morning)).toBe((8 * 3_600_000) / 50)
  expect(warmUpSpacing({ allowance: 50, left: 20 }, evening)).toBe(3_600_000 / 20)
  expect(warmUpSpacing({ allowance: 50, left: 0 }, evening)).toBe((8 * 3_600_000) / 50)
})

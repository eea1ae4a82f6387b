import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { oldestRetry, retryDelay, retryPlan } from '../../src/domain/retry.ts'
import { refusalReasons, type RefusalReason } from '../../src/domain/smtp-status.ts'

const plan = (reason: RefusalReason, jitter = 0.5): number[] => {
  const waits: number[] = []
  for (let age = 0; ; age += waits.at(-1) ?? 0) {
    const wait = retryPlan({ reason, permanent: false }, waits.length + 1, age, jitter)
    if (wait === null) return waits
    waits.push(wait)
  }
}

test('the usual waits grow from a minute to half a day, and end by age', () => {
  expect(plan('unknown')).toEqual([60, 300, 900, 3600, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200])
})

test('a greylist is asked again after five minutes, never before', () => {
  for (const jitter of [0, 0.5, 0.999]) expect(plan('greylisted', jitter)[0]).toBeGreaterThan(300)
  expect(plan('greylisted', 0.999)[0]).toBeLessThan(400)
})

test('a full mailbox gets time to be emptied', () => {
  expect(plan('mailbox_full')).toEqual([7200, 21_600, 43_200, 86_400, 86_400])
})

test('what is refused for good is not tried again', () => {
  for (const reason of refusalReasons) expect(retryPlan({ reason, permanent: true }, 1, 0, 0.5)).toBeNull()
})

test('no attempt comes more than three days after the first, however many there were', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...refusalReasons),
      fc.integer({ min: 0, max: 40_000 }),
      fc.double({ min: 0, max: 2 * oldestRetry, noNaN: true }),
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
      (reason, attempts, age, jitter) => {
        const wait = retryPlan({ reason, permanent: false }, attempts, age, jitter)
        if (wait === null) return expect(age).toBeGreaterThan(oldestRetry - 1.2 * 86_400)
        expect(Number.isInteger(wait)).toBe(true)
        expect(wait).toBeGreaterThanOrEqual(48)
        expect(age + wait).toBeLessThanOrEqual(oldestRetry)
      },
    ),
  )
})

test('readers deferred together come back spread over forty per cent of the wait', () => {
  const first = [0, 0.25, 0.5, 0.75, 0.9999].map((jitter) => plan('unknown', jitter)[3])
  expect(first).toEqual([2880, 3240, 3600, 3960, 4320])
})

test('a deferred delivery is tried again ever later, seven times, over about a day', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(attempt, 0.5))
  expect(waits).toEqual([60, 300, 900, 3600, 14_400, 28_800, 43_200])
  expect(retryDelay(8, 0.5)).toBeNull()
})

test('deferred readers come back spread over a fifth more and a fifth less', () => {
  expect(retryDelay(1, 0)).toBe(48)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (jitter) => {
      const wait = retryDelay(4, jitter) ?? 0
      expect(wait).toBeGreaterThanOrEqual(2880)
      expect(wait).toBeLessThanOrEqual(4320)
      expect(Number.isInteger(wait)).toBe(true)
    }),
  )
})

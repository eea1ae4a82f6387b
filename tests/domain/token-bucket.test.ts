import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { dueAfter, spacingOf } from '../../src/domain/token-bucket.ts'

/** When messages leave that are asked for whenever one is due, each ask late by what `lateness` says. */
const departures = (perMinute: number, lateness: () => number, until: number): number[] => {
  const spacing = spacingOf(perMinute)
  const left: number[] = []
  for (let due = 0, now = 0; ;) {
    now = Math.max(now, due) + lateness()
    if (now >= until) return left
    left.push(now)
    due = dueAfter(due, now, spacing)
  }
}

const mostInTenSeconds = (left: readonly number[]): number => {
  let most = 0
  for (let from = 0, to = 0; to < left.length; to++) {
    while ((left[to] ?? 0) - (left[from] ?? 0) >= 10_000) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

const budgets = fc.double({ min: 6, max: 60_000, noNaN: true })

test('no ten seconds hold more than the budget, however late or early the asks come', () => {
  const latenesses = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3000, noNaN: true })), { minLength: 1 })
  fc.assert(
    fc.property(budgets, latenesses, (perMinute, late) => {
      let turn = 0
      const left = departures(perMinute, () => late[turn++ % late.length] ?? 0, 40_000)
      expect(mostInTenSeconds(left)).toBeLessThanOrEqual(Math.ceil((perMinute / 6) * (1 + 1e-9)))
    }),
    { numRuns: 25 },
  )
})

test('with steady demand 97 % of the budget or more is used in every ten seconds, even when asks come a little late', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 600, max: 60_000, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (perMinute, late) => {
        const spacing = spacingOf(perMinute)
        // A busy sender comes late to some asks, and can only make up for it if it is quick at others.
        let turn = 0
        const left = departures(perMinute, () => (turn++ % 3 === 0 ? late * Math.min(45, 2 * spacing) : 0), 60_000)
        const counts = [0, 1, 2, 3, 4, 5].map(
          (window) => left.filter((at) => Math.floor(at / 10_000) === window).length,
        )
        for (const count of counts) {
          expect(count).toBeGreaterThanOrEqual(Math.floor((perMinute / 6) * 0.97))
          expect(count).toBeLessThanOrEqual(Math.ceil((perMinute / 6) * 1.005))
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('a bucket that was left alone gives no burst', () => {
  const spacing = spacingOf(600)
  let due = dueAfter(-Infinity, 0, spacing)
  expect(due).toBeCloseTo(spacing - 50)
  due = dueAfter(due, 3_600_000, spacing)
  expect(due - 3_600_000).toBeCloseTo(spacing - 50)
})

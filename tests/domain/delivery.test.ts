import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  conserved,
  type DeliveryCounts,
  deliveryStates,
  isFinal,
  openOf,
  retryDelay,
} from '../../src/domain/delivery.ts'

const none: DeliveryCounts = {
  planned: 0,
  handing_over: 0,
  accepted: 0,
  deferred: 0,
  refused: 0,
  uncertain: 0,
  skipped: 0,
  cancelled: 0,
  expired: 0,
}

test('what may still be sent is open, all else is final', () => {
  expect(deliveryStates.filter((state) => !isFinal(state))).toEqual(['planned', 'handing_over', 'deferred'])
})

test('an issue is done when nothing is open, though some of it be uncertain', () => {
  expect(openOf({ ...none, accepted: 90, uncertain: 2, skipped: 8 })).toBe(0)
  expect(openOf({ ...none, planned: 1, handing_over: 2, deferred: 4, accepted: 8 })).toBe(7)
})

test('every delivery planned is in one state: the sums agree whatever the states', () => {
  const counts = fc.record(Object.fromEntries(deliveryStates.map((state) => [state, fc.nat(1_000_000)])))
  fc.assert(
    fc.property(counts, (numbers) => {
      const all = { ...none, ...numbers }
      const planned = Object.values(all).reduce((sum, count) => sum + count, 0)
      expect(conserved(all, planned)).toBe(true)
      expect(conserved(all, planned + 1)).toBe(false)
      expect(conserved(all, planned - 1)).toBe(false)
      const final = deliveryStates.filter(isFinal).reduce((sum, state) => sum + all[state], 0)
      expect(openOf(all) + final).toBe(planned)
    }),
  )
})

test('a count below zero is never conserved, though the sum agrees', () => {
  expect(conserved({ ...none, accepted: 11, deferred: -1 }, 10)).toBe(false)
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

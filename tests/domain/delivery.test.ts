import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { conserved, type DeliveryCounts, deliveryStates, isFinal, openOf } from '../../src/domain/delivery.ts'

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

import { expect, test } from '@jest/globals'
import { idsOf, isJobName } from '../../src/queue/jobs.ts'

test('a job carries its ids and nothing of what came with them', () => {
  expect(idsOf('send-notice', { noticeId: 'n1', address: 'salma@example.org' })).toEqual({ noticeId: 'n1' })
  expect(idsOf('sweep', { batchId: 'b1' })).toEqual({})
})

test('a job whose id is missing or no text is refused', () => {
  expect(() => idsOf('send-batch', {})).toThrow('The job send-batch needs its batchId.')
  expect(() => idsOf('send-batch', { batchId: 7 })).toThrow(TypeError)
})

test('a name that another version left in the queue is not taken for one of ours', () => {
  expect(isJobName('send-batch')).toBe(true)
  expect(isJobName('send-telegram')).toBe(false)
  expect(isJobName('toString')).toBe(false)
})

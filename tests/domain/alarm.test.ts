import { expect, test } from '@jest/globals'
import {
  isKnown,
  judgeHandOvers,
  judgeReturns,
  levelOf,
  likenessOf,
  tooManyUncertain,
  type Condition,
  type HandOvers,
} from '../../src/domain/alarm.ts'

test.each([
  // Complaints: 0.08 % warns, 0.2 % stops, and one or two are nobody's pattern.
  ['complaints', 1, 100, null],
  ['complaints', 2, 100, 'warn'],
  ['complaints', 3, 100, 'grave'],
  ['complaints', 7, 10_000, null],
  ['complaints', 8, 10_000, 'warn'],
  ['complaints', 19, 10_000, 'warn'],
  ['complaints', 20, 10_000, 'grave'],
  ['complaints', 0, 0, null],
  // Hard bounces: 2 % warns, 5 % stops, within the first 500 as well as later.
  ['hard_bounces', 1, 20, null],
  ['hard_bounces', 4, 20, null],
  ['hard_bounces', 9, 20, null],
  ['hard_bounces', 10, 20, 'warn'],
  ['hard_bounces', 24, 200, 'warn'],
  ['hard_bounces', 25, 200, 'grave'],
  ['hard_bounces', 9, 500, null],
  ['hard_bounces', 10, 500, 'warn'],
  ['hard_bounces', 24, 500, 'warn'],
  ['hard_bounces', 25, 500, 'grave'],
  ['hard_bounces', 199, 10_000, null],
  ['hard_bounces', 200, 10_000, 'warn'],
] as const)('%s: %i of %i is %s', (kind, count, total, level) => {
  expect(levelOf(kind, { count, total })).toBe(level)
})

test('what came back of an issue may be wrong in two ways at once, each with its figures', () => {
  const returns = { handedOver: 500, hardBounces: 30, complaints: 2 }
  const facts = { newsletter: 'مرصد', total: 500 }
  expect(judgeReturns(returns, 'issue 7', { newsletter: 'مرصد' })).toEqual([
    { kind: 'complaints', about: 'issue 7', level: 'warn', facts: { ...facts, count: 2 } },
    { kind: 'hard_bounces', about: 'issue 7', level: 'grave', facts: { ...facts, count: 30 } },
  ])
  expect(judgeReturns({ handedOver: 500, hardBounces: 2, complaints: 1 }, 'issue 7', {})).toEqual([])
})

test('one death leaves one in doubt for each connection; more than that is an alarm', () => {
  expect([10, 11].map((count) => tooManyUncertain(count, 10))).toEqual([false, true])
})

const fine: HandOvers = { seen: 200, failed: 0, alike: 0, total: 200, unknownReaders: 0 }

test.each([
  ['all is well', {}, null],
  ['half of the last two hundred failed', { failed: 100 }, null],
  ['more than half of them failed', { failed: 101 }, 'breaker'],
  ['all of a few failed, each in its own way', { seen: 99, failed: 99, total: 99 }, null],
  ['all of a hundred failed', { seen: 100, failed: 100, total: 100 }, 'breaker'],
  ['forty-nine in a row were refused with the same words', { seen: 49, failed: 49, alike: 49, total: 49 }, null],
  ['fifty in a row were', { seen: 50, failed: 50, alike: 50, total: 50 }, 'breaker'],
  ['twenty-five of the first five hundred readers do not exist', { total: 500, unknownReaders: 25 }, 'hard_bounces'],
  ['twenty-four of two hundred do not', { failed: 24, unknownReaders: 24 }, null],
  ['twenty-five of a thousand do not', { failed: 25, total: 1000, unknownReaders: 25 }, null],
] as const)('the breaker, when %s: %j', (_, more, verdict) => {
  expect(judgeHandOvers({ ...fine, ...more })).toBe(verdict)
})

test('replies are the same when only the reader, the queue’s number or a link differs', () => {
  const one = likenessOf('550 5.7.1 <a@one.example>: Sender blocked, see https://x.example/q?ip=192.0.2.1 (id 4F2A)')
  const other = likenessOf('550 5.7.1 <b@two.example>: Sender blocked, see https://x.example/q?ip=192.0.2.9 (id 99AB)')
  expect(one).toBe(other)
  expect(one).toContain('sender blocked')
  expect(likenessOf('550 5.7.1 blocked')).not.toBe(likenessOf('535 5.7.8 bad password'))
})

const condition = (more: Partial<Condition> = {}): Condition => ({
  kind: 'complaints',
  about: 'newsletter 1',
  level: 'grave',
  facts: { count: 10, total: 1000 },
  ...more,
})

test.each([
  ['the same an hour later', {}, {}, true],
  ['the same a day later', {}, { hoursAgo: 24 }, false],
  ['the same of one issue a week later', { about: 'issue 3' }, { hoursAgo: 170 }, true],
  ['a warning that has become grave', {}, { level: 'warn' }, false],
  ['a grave thing that is a warning now', { level: 'warn' }, {}, true],
  ['nearly twice as many', { facts: { count: 19 } }, {}, true],
  ['twice as many', { facts: { count: 20 } }, {}, false],
  ['a breaker that was pulled again', { kind: 'breaker' }, {}, false],
  ['a relay that is still away', { kind: 'relay', facts: { name: 'mx' } }, { facts: { name: 'mx' } }, true],
] as const)('an admin who settled an alarm knows of %s: %#', (_, now, settled, known) => {
  const before = { level: 'grave', facts: { count: 10 }, hoursAgo: 1, ...settled } as const
  expect(isKnown(condition(now), before)).toBe(known)
})

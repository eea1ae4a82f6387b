import { expect, test } from '@jest/globals'
import { evidenceOf, kindOfStatus, weightOf, type BounceReport } from '../../src/domain/bounce.ts'

const kindsOf = (lines: string): [string, string][] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, status = '', code = '', text = ''] = /^\s*(\S+) (\S+) ?(.*)$/.exec(line) ?? []
      return [line.trim(), kindOfStatus(status === '-' ? null : status, code === '-' ? null : Number(code), text)]
    })

test('hard is what says that the address itself will never take mail', () => {
  const lines = `
    5.1.1 550 <a@example.com>: User unknown
    5.1.1 550 <policy@example.com>: User unknown; see https://example.com/spam/policy
    5.1.1 -
    5.1.2 -
    5.1.3 553 bad syntax
    5.1.6 551 moved
    5.1.10 556 null MX
    5.2.1 550 The account is disabled
    5.0.0 550 no such user
    5.5.0 550 Requested action not taken: mailbox unavailable
    - 550 Unrouteable address
    - - المستخدم غير موجود
  `
  for (const [line, kind] of kindsOf(lines)) expect([line, kind]).toEqual([line, 'hard'])
})

test('soft is everything else: a full mailbox, a dead host, a block, a policy, and all that is in doubt', () => {
  const lines = `
    5.2.2 552 Over quota
    5.2.1 450 receiving mail at a rate that prevents delivery
    5.2.1 550 The user is receiving mail too quickly: rate limit
    5.1.1 550 Recipient refused: sender 192.0.2.1 is blocked by spamhaus
    5.1.1 550 Mailbox quota exceeded
    5.1.1 450 unverified address
    4.1.1 550 User unknown
    5.1.8 550 Sender address rejected
    5.4.1 550 Recipient address rejected: Access denied
    5.4.4 550 Host not found
    4.4.7 - expired
    5.7.1 550 User unknown by policy
    5.7.17 550 Mailbox owner has changed
    5.7.26 550 unauthenticated
    5.6.0 554 content
    5.3.4 552 too large
    5.0.0 550 Transaction failed
    - 421 no such user
    - 554 Message refused
    - -
  `
  for (const [line, kind] of kindsOf(lines)) expect([line, kind]).toEqual([line, 'soft'])
})

test('what a server said outweighs a general code beside it', () => {
  expect(evidenceOf('5.0.0', '550 5.1.1 User unknown')).toMatchObject({ status: '5.1.1', code: 550 })
  expect(evidenceOf('5.1.1', '550 5.7.1 Blocked')).toMatchObject({ status: '5.7.1' })
  expect(evidenceOf('5.1.1', '550 5.0.0 whatever')).toMatchObject({ status: '5.1.1' })
  expect(evidenceOf('5.2.2', 'no code here')).toEqual({ status: '5.2.2', code: null, text: 'no code here' })
  expect(evidenceOf(null, 'mailbox full')).toMatchObject({ status: null, code: null })
})

const report = (said: Partial<BounceReport>): BounceReport => ({
  kind: 'hard',
  road: 'ses',
  about: null,
  status: null,
  diagnostic: '',
  eventId: null,
  at: new Date(0),
  ...said,
})

test('a provider’s hard bounce is believed unless its own words say otherwise', () => {
  expect(weightOf(report({}))).toBe('hard')
  expect(weightOf(report({ status: '5.1.1', diagnostic: 'user unknown' }))).toBe('hard')
  expect(weightOf(report({ status: '5.7.1', diagnostic: 'user unknown' }))).toBe('none')
  expect(weightOf(report({ diagnostic: 'blocked: your IP is on a blocklist' }))).toBe('none')
  expect(weightOf(report({ diagnostic: 'mailbox full' }))).toBe('soft')
  expect(weightOf(report({ status: '5.4.4' }))).toBe('soft')
})

test('a relay that refuses without saying why costs nobody their address', () => {
  expect(weightOf(report({ road: 'relay', diagnostic: '554 Message refused' }))).toBe('soft')
  expect(weightOf(report({ road: 'relay', status: '5.0.0', diagnostic: '550 5.0.0 Transaction failed' }))).toBe('soft')
  expect(weightOf(report({ road: 'relay', diagnostic: '550 No such user' }))).toBe('hard')
})

test('a soft bounce counts only where the reader’s side is at fault, and a delay never', () => {
  expect(weightOf(report({ kind: 'soft', status: '5.2.2' }))).toBe('soft')
  expect(weightOf(report({ kind: 'soft', status: '4.4.7' }))).toBe('soft')
  expect(weightOf(report({ kind: 'soft', status: '5.7.1' }))).toBe('none')
  expect(weightOf(report({ kind: 'soft', status: '5.2.2', isDelay: true }))).toBe('none')
  expect(weightOf(report({ kind: 'complaint', status: '5.7.1' }))).toBe('complaint')
})

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { refusalReasons, verdictOf, type RefusalReason } from '../../src/domain/smtp-status.ts'

/** What mail hosts of the world answer, and what it is about. */
const heard: readonly (readonly [string, RefusalReason])[] = [
  ['550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking', 'mailbox_unknown'],
  ['550 5.1.1 <x@example.org>: Recipient address rejected: User unknown in local recipient table', 'mailbox_unknown'],
  ['550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)', 'mailbox_unknown'],
  ["554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]", 'mailbox_unknown'],
  ['550 No such user here', 'mailbox_unknown'],
  ['550 Invalid recipient <x@example.org> (#5.1.1)', 'mailbox_unknown'],
  ['550 #5.1.0 Address rejected.', 'mailbox_unknown'],
  ['550 5.1.6 Recipient no longer on server', 'mailbox_unknown'],
  ['551 not our customer', 'mailbox_unknown'],
  ['550 5.1.1 unknown or illegal alias: x@me.com', 'mailbox_unknown'],
  ['550 5.7.17 mailbox has a new owner', 'mailbox_unknown'],
  ['550-5.2.1 The email account that you tried to reach is disabled.', 'mailbox_disabled'],
  [
    '554 30 Sorry, your message to x@aol.com cannot be delivered. This mailbox is disabled (554.30).',
    'mailbox_disabled',
  ],
  ['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'mailbox_disabled'],
  ['452-4.2.2 The email account that you tried to reach is over quota. Please direct', 'mailbox_full'],
  ['552 5.2.2 x@me.com user is over quota', 'mailbox_full'],
  ['550 Mailbox is full / Blocks limit exceeded / Inode limit exceeded', 'mailbox_full'],
  ['552 1 Requested mail action aborted: exceeded storage allocation, quota exceeded', 'mailbox_full'],
  ['550 5.1.2 x@exmple.org: Recipient address rejected: Domain not found', 'domain_unknown'],
  [
    '550 5.4.4 Host or domain name not found. Name service error for name=exmple.org type=MX: Host not found',
    'domain_unknown',
  ],
  [
    '556 5.1.10 <x@example.org>: Recipient address rejected: Domain example.org does not accept mail (nullMX)',
    'domain_unknown',
  ],
  [
    '450 4.2.0 <x@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help',
    'greylisted',
  ],
  ['451 4.7.1 Greylisting in action, please come back in 00:05:00', 'greylisted'],
  ['451 4.5.1 You have been gray-listed', 'greylisted'],
  ['421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP', 'rate_limited'],
  ['421-4.7.0 [192.0.2.9 15] Our system has detected an unusual rate of unsolicited mail', 'rate_limited'],
  [
    '421 4.7.0 [TSS04] Messages from 192.0.2.9 temporarily deferred due to unexpected volume or user complaints',
    'rate_limited',
  ],
  ['451 4.7.500 Server busy. Please try again later from [192.0.2.9]. (S77719)', 'rate_limited'],
  ['451 4.7.650 The mail server [192.0.2.9] has been temporarily rate limited due to IP reputation.', 'rate_limited'],
  ['452 4.5.3 Too many recipients', 'rate_limited'],
  ['421 Too many concurrent SMTP connections; please try again later.', 'rate_limited'],
  ['450 4.7.1 Error: too much mail from 192.0.2.9', 'rate_limited'],
  ['451 4.7.1 Try again later', 'rate_limited'],
  ['450 4.3.2 Slow down', 'rate_limited'],
  ['421 4.3.2 All server ports are busy', 'unreachable'],
  ['452 4.3.1 Insufficient system storage', 'unreachable'],
  ['451 4.3.0 Temporary lookup failure', 'unreachable'],
  ['421 4.4.2 mx.example.org Error: timeout exceeded', 'unreachable'],
  ['450 4.4.1 No answer from host', 'unreachable'],
  ['421 Service not available, closing transmission channel', 'unreachable'],
  ['550 5.4.1 no answer from host', 'unreachable'],
  ['550 5.3.5 System incorrectly configured', 'unreachable'],
  [
    '550 5.7.1 Unfortunately, messages from [192.0.2.9] weren’t sent; part of their network is on our block list (S3150).',
    'blocked',
  ],
  ['550 5.7.606 Access denied, banned sending IP [192.0.2.9]', 'blocked'],
  ['550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level', 'blocked'],
  ['550-5.7.26 This mail has been blocked because the sender is unauthenticated.', 'blocked'],
  ['451 4.7.24 The SPF record of the sending domain has one or more suspicious entries', 'blocked'],
  ['450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.9]', 'blocked'],
  ['554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org', 'blocked'],
  ['550 5.1.8 <n@example.org>: Sender address rejected: Domain not found', 'blocked'],
  ['450 4.1.8 <n@example.org>: Sender address rejected: Domain not found', 'blocked'],
  ['554 5.7.9 Message not accepted for policy reasons.', 'blocked'],
  ['550 5.7.1 refused', 'blocked'],
  ['550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'blocked'],
  ['554 5.7.1 Message rejected as spam by Content Filtering.', 'content'],
  ['550 5.6.0 Malformed message', 'content'],
  ['554 This message contains a virus', 'content'],
  ['552 5.3.4 Message size exceeds fixed limit', 'too_large'],
  ['552 5.2.3 Message exceeds maximum', 'too_large'],
  ['552 Message too large', 'too_large'],
  ['454 Throttling failure: Maximum sending rate exceeded.', 'relay'],
  ['454 Throttling failure: Daily message quota exceeded.', 'relay'],
  ['550 5.4.5 Daily user sending limit exceeded.', 'relay'],
  ['554 5.7.1 <x@example.org>: Relay access denied', 'relay'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'relay'],
  ['535 5.7.8 Error: authentication failed', 'relay'],
  ['503 5.5.1 Bad sequence of commands', 'relay'],
  ['451 Try again later', 'unknown'],
  ['450 Requested mail action not taken: mailbox unavailable', 'unknown'],
  ['550 no', 'unknown'],
  ['', 'unknown'],
]

test.each(heard)('“%s” is %s', (reply, reason) => {
  expect(verdictOf({ code: null, reply })).toMatchObject({ reason, permanent: reply.startsWith('5') })
  expect(verdictOf({ code: Number(reply.slice(0, 3)) || null, reply, phase: 'rcpt' }).reason).toBe(
    reply ? reason : 'relay',
  )
})

test('a notification that tells its status apart from its diagnostic is understood alike', () => {
  const full = { code: null, status: '4.2.2', reply: 'smtp; 452 the inbox of this reader takes no more' }
  expect(verdictOf(full)).toEqual({
    permanent: false,
    reason: 'mailbox_full',
    matter: 'reader',
    code: 452,
    status: '4.2.2',
  })
  const gone = { code: null, status: '5.1.1', reply: '' }
  expect(verdictOf(gone)).toMatchObject({ permanent: true, reason: 'mailbox_unknown', matter: 'reader' })
  expect(verdictOf({ code: null, status: '2.0.0', reply: 'smtp;550-5.1.1 unknown' }).status).toBe('5.1.1')
})

test('an address or a version in the words is no status', () => {
  expect(verdictOf({ code: 451, reply: '451 5.1.1.9 is busy' }).status).toBeNull()
  expect(verdictOf({ code: 451, reply: '451 [4.2.2.1] Example 4.2.2 speaks' }).status).toBeNull()
})

test('the basic code decides whether a refusal is for good', () => {
  expect(verdictOf({ code: 450, reply: '450 5.1.1 unknown for now' })).toMatchObject({
    permanent: false,
    status: '5.1.1',
  })
  expect(verdictOf({ code: 550, reply: '550 4.2.2 full' }).permanent).toBe(true)
})

test('what is refused before a reader was named is the relay’s matter, and so is a lost connection', () => {
  for (const phase of ['connection', 'mail'])
    expect(verdictOf({ code: 421, reply: '421 4.7.0 too many messages', phase }).matter).toBe('relay')
  expect(verdictOf({ code: 552, reply: '552 5.3.4 too big', phase: 'mail' }).reason).toBe('too_large')
  expect(verdictOf({ code: null, reply: 'socket closed', phase: 'body' }).matter).toBe('relay')
})

test('what we refuse ourselves is never the reader’s matter', () => {
  const own = { code: null, reply: 'too large', phase: 'connection' }
  expect(verdictOf({ ...own, reason: 'message_too_large' })).toMatchObject({ permanent: true, matter: 'message' })
  expect(verdictOf({ ...own, reason: 'address_not_supported' })).toMatchObject({ permanent: true, matter: 'relay' })
})

test('policy, a host in trouble and a missing route are not the reader’s matter, even for good', () => {
  for (const status of ['5.7.1', '5.7.26', '5.7.606', '5.3.0', '5.3.5', '5.4.1', '5.4.6', '5.6.0', '5.5.2'])
    expect(verdictOf({ code: 550, reply: `550 ${status} no`, phase: 'rcpt' }).matter).not.toBe('reader')
})

test('any reply at all gets a verdict', () => {
  const replies = fc.record({
    code: fc.option(fc.integer({ min: 400, max: 599 })),
    status: fc.option(fc.string()),
    reply: fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.constantFrom(...heard.map(([reply]) => reply))),
  })
  fc.assert(fc.property(replies, (reply) => refusalReasons.includes(verdictOf(reply).reason)))
})

test('a hostile reply costs no time', () => {
  const hostile = ['mailbox '.repeat(4000), 'domain'.repeat(9000), 'user a '.repeat(5000), `550 ${'5.1.'.repeat(9000)}`]
  const before = performance.now()
  for (const reply of hostile) verdictOf({ code: 550, reply })
  expect(performance.now() - before).toBeLessThan(100)
})

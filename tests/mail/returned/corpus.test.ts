import { expect, test } from '@jest/globals'
import { evidenceOf, kindOfStatus } from '../../../src/domain/bounce.ts'
import { readReturned } from '../../../src/mail/returned/read-returned.ts'
import { corpus, type Sample } from './corpus.ts'

interface Reading {
  readonly sample: Sample
  readonly recipient: string | null
  readonly kind: string
}

const readingOf = async (sample: Sample): Promise<Reading> => {
  const mail = await readReturned(sample.raw, { from: '', to: [] })
  const reason = mail.kind === 'failure' && !mail.isDelay ? mail.reasons[0] : undefined
  if (reason === undefined) return { sample, recipient: null, kind: mail.kind }
  const { status, code, text } = evidenceOf(reason.status, reason.diagnostic)
  return { sample, recipient: reason.recipient, kind: kindOfStatus(status, code, text) }
}

const missed = (readings: readonly Reading[], isRight: (reading: Reading) => boolean): string[] =>
  readings.filter((reading) => !isRight(reading)).map(({ sample, kind }) => `${sample.name} -> ${kind}`)

test('notices of seventeen mail servers tell whom they are about and whether the address is dead', async () => {
  const readings = await Promise.all(corpus.map(readingOf))
  expect(readings.length).toBeGreaterThan(800)
  const strangers = missed(readings, ({ sample, recipient }) => recipient === sample.recipient)
  const misjudged = missed(readings, ({ sample, kind }) => kind === sample.kind)
  expect(strangers.slice(0, strangers.length - Math.floor(readings.length * 0.01))).toEqual([])
  expect(misjudged.slice(0, misjudged.length - Math.floor(readings.length * 0.05))).toEqual([])
  expect(missed(readings, ({ sample, kind }) => !(sample.kind === 'soft' && kind === 'hard'))).toEqual([])
})

test('a notice names the message it is about by return path, Message-ID and unsubscribe link', async () => {
  const [postfix] = corpus
  const text = String(postfix?.raw).replace('/unsubscribe/AAAA', `/unsubscribe/${'A'.repeat(48)}`)
  const mail = await readReturned(Buffer.from(text), { from: '', to: ['bounces+x@news.example.org'] })
  expect(mail).toMatchObject({
    kind: 'failure',
    isDelay: false,
    trace: {
      paths: [
        'bounces+x@news.example.org',
        'bounces+bcsfm5ujpk@news.example.org',
        'bounces+bcsfm5ujpk@news.example.org',
      ],
      messageIds: ['<12.0123456789abcdef0123456789abcdef@example.org>'],
      recipients: [postfix?.recipient, postfix?.recipient],
      tokens: ['A'.repeat(48)],
      noticeId: '<20261122.1@mx.example.net>',
    },
  })
})

test('of several recipients behind one address each has its own reason', async () => {
  const mail = await readReturned(
    Buffer.from(`From: MAILER-DAEMON@mx.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; one@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

Final-Recipient: rfc822; two@example.com
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

Final-Recipient: rfc822; three@example.com
Action: delivered
Status: 2.0.0
--b--
`),
    { from: '', to: [] },
  )
  expect(mail).toMatchObject({
    kind: 'failure',
    reasons: [
      { recipient: 'one@example.com', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' },
      { recipient: 'two@example.com', status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' },
    ],
  })
})

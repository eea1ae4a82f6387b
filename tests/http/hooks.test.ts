import { afterAll, expect, test } from '@jest/globals'
import { sesBounce, sesComplaint, subscribeUrl, topic } from './hook-amazon.ts'
import {
  byMailgun,
  byPostmark,
  bySendGrid,
  mailgunEvent,
  postmarkBounce,
  sendGridEvent,
  type Call,
} from './hook-calls.ts'
import { now as at, openHookHouse } from './hook-house.ts'

const opened = await openHookHouse()
afterAll(async () => opened[Symbol.asyncDispose]())
const { amazon, house } = opened

interface Genuine {
  readonly name: string
  /** Of whom it speaks. */
  readonly reader: string
  readonly call: Call
  readonly kind: 'hard' | 'soft' | 'complaint' | null
  /** Why the reader is suppressed; null when they are not. */
  readonly reason: 'hard_bounce' | 'complaint' | null
}

let readers = 0
const genuine = (
  name: string,
  kind: Genuine['kind'],
  make: (reader: string) => Call,
  reason: Genuine['reason'] = kind === 'hard' ? 'hard_bounce' : kind === 'complaint' ? 'complaint' : null,
): Genuine => {
  const reader = `reader${++readers}@example.org`
  return { name, reader, kind, reason, call: make(reader) }
}

const full = { type: 'Transient', subType: 'MailboxFull', said: 'smtp; 452 4.2.2 mailbox full', status: '4.2.2' }
const absence = { type: 'Transient', subType: 'General', said: '', status: '' }
const suppressed = { type: 'Permanent', subType: 'OnAccountSuppressionList', said: '', status: '' }
const sendgrid = (event: unknown): Call => bySendGrid([event], { at })

const calls: readonly Genuine[] = [
  genuine('SES, permanent, signed anew', 'hard', (to) => amazon.tells(sesBounce([to]))),
  genuine('SES, permanent, signed the old way', 'hard', (to) => amazon.tells(sesBounce([to]), { version: '1' })),
  genuine('SES, permanent, as an event', 'hard', (to) => {
    const { notificationType: eventType, ...rest } = sesBounce([to])
    return amazon.tells({ eventType, ...rest }, { envelope: { Subject: 'Amazon SES Email Event Notification' } })
  }),
  genuine('SES, on its own list of suppressed addresses', 'hard', (to) => amazon.tells(sesBounce([to], suppressed))),
  genuine('SES, mailbox full', 'soft', (to) => amazon.tells(sesBounce([to], full))),
  genuine('SES, an absence note', null, (to) => amazon.tells(sesBounce([to], absence))),
  genuine('SES, complaint', 'complaint', (to) => amazon.tells(sesComplaint([to]))),
  genuine('SES, complaint without a type', 'complaint', (to) => amazon.tells(sesComplaint([to], null))),
  genuine('SES, the contrary of a complaint', null, (to) => amazon.tells(sesComplaint([to], 'not-spam'))),
  genuine('SendGrid, bounce', 'hard', (to) =>
    sendgrid(sendGridEvent(to, 'bounce', { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown user' })),
  ),
  genuine('SendGrid, blocked', 'soft', (to) =>
    sendgrid(sendGridEvent(to, 'bounce', { type: 'blocked', status: '4.2.2', reason: '452 4.2.2 mailbox full' })),
  ),
  genuine('SendGrid, dropped for an earlier bounce', 'hard', (to) =>
    sendgrid(sendGridEvent(to, 'dropped', { reason: 'Bounced Address' })),
  ),
  genuine('SendGrid, dropped for an earlier complaint', 'complaint', (to) =>
    sendgrid(sendGridEvent(to, 'dropped', { reason: 'Spam Reporting Address' })),
  ),
  genuine('SendGrid, complaint', 'complaint', (to) => sendgrid(sendGridEvent(to, 'spamreport'))),
  genuine('SendGrid, deferred', null, (to) =>
    sendgrid(sendGridEvent(to, 'deferred', { response: '451 4.7.1 try again later', attempt: '5' })),
  ),
  genuine('Mailgun, permanent', 'hard', (to) => byMailgun(mailgunEvent(to), { at })),
  genuine('Mailgun, of a subaccount', 'hard', (to) => byMailgun(mailgunEvent(to), { at, asParent: true })),
  genuine('Mailgun, given up after days', 'soft', (to) =>
    byMailgun(mailgunEvent(to, { reason: 'old', 'delivery-status': { code: 602, message: 'Too old' } }), { at }),
  ),
  genuine('Mailgun, temporary', null, (to) => byMailgun(mailgunEvent(to, { severity: 'temporary' }), { at })),
  genuine('Mailgun, complaint', 'complaint', (to) =>
    byMailgun(mailgunEvent(to, { event: 'complained', severity: undefined, reason: undefined }), { at }),
  ),
  genuine('Postmark, hard bounce', 'hard', (to) => byPostmark(postmarkBounce(to))),
  genuine('Postmark, as it wrote them before', 'hard', (to) =>
    byPostmark(postmarkBounce(to, 'HardBounce', { RecordType: undefined })),
  ),
  genuine('Postmark, bad address', 'hard', (to) => byPostmark(postmarkBounce(to, 'BadEmailAddress', { Details: '' }))),
  genuine('Postmark, soft bounce', 'soft', (to) =>
    byPostmark(postmarkBounce(to, 'SoftBounce', { Details: '452 4.2.2 full' })),
  ),
  genuine('Postmark, still trying', null, (to) => byPostmark(postmarkBounce(to, 'Transient'))),
  genuine('Postmark, an automatic answer', null, (to) => byPostmark(postmarkBounce(to, 'AutoResponder'))),
  genuine('Postmark, complaint', 'complaint', (to) =>
    byPostmark(postmarkBounce(to, 'SpamComplaint', { RecordType: 'SpamComplaint', Details: '' })),
  ),
]

test('what four providers tell is believed, and does to the address what it should', async () => {
  await opened.has('stays@example.org', ...calls.map(({ reader }) => reader))
  const seen = []
  for (const { call } of calls) {
    const before = (await opened.bounces()).length
    const answer = await opened.calls(call)
    const [bounce = null] = (await opened.bounces()).slice(before)
    seen.push({ status: answer.status, kind: bounce?.kind ?? null, road: bounce?.road ?? call.provider })
  }
  expect(seen).toEqual(calls.map(({ kind, call }) => ({ status: 200, kind, road: call.provider })))
  for (const { name, reader, reason } of calls)
    expect([name, await opened.suppressionOf(reader)]).toEqual([name, reason])
})

test('the next issue passes by those who are suppressed, and reaches all others', async () => {
  await house.publishes('العدد الأول')
  const { counts } = await house.sends()
  const out = calls.filter(({ reason }) => reason !== null).map(({ reader }) => reader)
  expect(counts).toMatchObject({ accepted: calls.length + 1 - out.length, refused: 0, uncertain: 0 })
  const reached = house.sink.received.map(({ to }) => to)
  expect(reached.filter((to) => out.includes(to))).toEqual([])
  expect(reached).toContain('stays@example.org')
})

test('the same event told again counts once, whatever brings it', async () => {
  await opened.has('again@example.org')
  const told = sesBounce(['again@example.org'], full)
  const { notificationType: eventType, ...rest } = told
  const event = sendGridEvent('again@example.org', 'bounce', { type: 'blocked', reason: '452 4.2.2 mailbox full' })
  const before = (await opened.bounces()).length
  const repeated = [
    amazon.tells(told),
    amazon.tells({ eventType, ...rest }),
    sendgrid(event),
    bySendGrid([event, event], { at }),
  ]
  for (const call of [...repeated, ...repeated]) expect((await opened.calls(call)).status).toBe(200)
  expect((await opened.bounces()).slice(before).map(({ road }) => road)).toEqual(['ses', 'sendgrid'])
})

test('one call may tell of many readers and of much else', async () => {
  const names = ['one', 'two', 'three'].map((name) => `${name}@many.example`)
  await opened.has(...names)
  const before = (await opened.bounces()).length
  expect((await opened.calls(amazon.tells(sesBounce(names.slice(0, 2))))).status).toBe(200)
  const mixed = [
    sendGridEvent('x@y.example', 'open'),
    sendGridEvent('three@many.example', 'spamreport'),
    sendGridEvent('x@y.example', 'delivered'),
  ]
  expect((await opened.calls(bySendGrid(mixed, { at }))).status).toBe(200)
  expect((await opened.bounces()).slice(before).map(({ verdict }) => verdict)).toEqual([
    'suppressed',
    'suppressed',
    'suppressed',
  ])
  for (const name of names) expect(await opened.suppressionOf(name)).not.toBeNull()
})

test('what lies with the sender is noted and costs no reader', async () => {
  await opened.has('kept@example.org')
  const before = (await opened.bounces()).length
  for (const call of [
    byPostmark(postmarkBounce('kept@example.org', 'DMARCPolicy')),
    byPostmark(postmarkBounce('kept@example.org', 'Blocked')),
    sendgrid(sendGridEvent('kept@example.org', 'dropped', { reason: 'Recipient List over Package Quota' })),
    byMailgun(mailgunEvent('kept@example.org', { reason: 'suppress-unsubscribe' }), { at }),
    amazon.tells(
      sesBounce(['kept@example.org'], { said: 'smtp; 554 5.7.1 your IP is blocked by our policy', status: '5.7.1' }),
    ),
  ])
    expect((await opened.calls(call)).status).toBe(200)
  expect((await opened.bounces()).slice(before).map(({ verdict }) => verdict)).toEqual(Array(5).fill('noted'))
  expect(await opened.suppressionOf('kept@example.org')).toBeNull()
})

test('somebody we do not know is noted without their address', async () => {
  expect(
    (
      await opened.calls(
        amazon.tells(sesBounce(['nobody@elsewhere.example'], { said: 'smtp; 550 <nobody@elsewhere.example> unknown' })),
      )
    ).status,
  ).toBe(200)
  const { verdict, diagnostic } = (await opened.bounces()).at(-1) ?? {}
  expect(verdict).toBe('noted')
  expect(diagnostic).not.toContain('nobody@')
  expect(await opened.suppressionOf('nobody@elsewhere.example')).toBeNull()
})

test('a subscription to our topic is confirmed once asked for, and other messages are taken quietly', async () => {
  const asked = amazon.asked.length
  const yes = amazon.posts({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: subscribeUrl() })
  expect((await opened.calls(yes)).status).toBe(200)
  expect(amazon.asked.slice(asked)).toEqual([subscribeUrl()])
  const before = (await opened.bounces()).length
  for (const call of [
    amazon.posts({ Message: 'Successfully validated SNS topic for Amazon SES event publishing.' }),
    amazon.posts({ Type: 'UnsubscribeConfirmation', Token: 't', SubscribeURL: subscribeUrl() }),
    amazon.tells({ eventType: 'Delivery', mail: {}, delivery: {} }),
    amazon.tells({ eventType: 'DeliveryDelay', mail: {}, deliveryDelay: {} }),
    amazon.tells({ somethingNew: true }),
    sendgrid(sendGridEvent('x@y.example', 'something_new')),
    byMailgun({ event: 'opened', recipient: 'x@y.example' }, { at }),
    byPostmark({ RecordType: 'SubscriptionChange', Recipient: 'x@y.example', SuppressSending: true }),
    byPostmark({ RecordType: 'Bounce', ID: 7, Type: 'SomethingNew', Email: 'x@y.example' }),
  ])
    expect((await opened.calls(call)).status).toBe(200)
  expect(await opened.bounces()).toHaveLength(before)
})

test('a certificate is fetched once', () => {
  expect(amazon.asked.filter((url) => url.endsWith('-good.pem'))).toHaveLength(1)
})

test('genuine calls with odd content are answered calmly, and none of it breaks a row', async () => {
  const odd = [
    null,
    [],
    'text',
    7,
    { email: '\0@\0', recipient: '\0', Email: '\0', emailAddress: '\0' },
    { reason: 'a\0b\u202e\ud800', Details: 'a\0b\ud800', diagnosticCode: 'a\0b\ud800' },
    { sg_event_id: 'a\0b', id: 'a\0b', ID: 'a\0b', feedbackId: 'a\0b' },
    { timestamp: -1e300, BouncedAt: 'yesterday' },
    { timestamp: 1e300, BouncedAt: '+275760-09-13T00:00:00Z' },
    { email: 'x'.repeat(900), recipient: `${'x'.repeat(900)}@y.example`, Email: '@'.repeat(900) },
    { 'smtp-id': '<'.repeat(10_000), message: { headers: { 'message-id': `<1.${'0'.repeat(32)}@` } } },
    { 'delivery-status': { code: {}, message: 7 } },
    { status: '5.1.1\r\nBcc: x@y.example', type: ['bounce'] },
  ]
  const answers = []
  for (const oddity of odd) {
    const more = typeof oddity === 'object' && oddity !== null && !Array.isArray(oddity) ? oddity : {}
    const { bounce, ...told } = sesBounce(['odd@example.org'], full)
    for (const call of [
      sendgrid(oddity),
      sendgrid({ ...sendGridEvent('odd@example.org', 'bounce'), ...more }),
      byMailgun(oddity, { at }),
      byMailgun(mailgunEvent('odd@example.org', more), { at }),
      byPostmark(oddity),
      byPostmark(postmarkBounce('odd@example.org', 'SoftBounce', more)),
      amazon.tells(oddity),
      amazon.tells({ ...told, bounce: { ...bounce, ...more, bouncedRecipients: [more] } }),
    ])
      answers.push((await opened.calls(call)).status)
  }
  expect(new Set(answers)).toEqual(new Set([200, 400]))
})

test('when the database is away the provider is asked to come again, and then nothing is missing', async () => {
  await opened.has('patient@example.org')
  const call = byMailgun(mailgunEvent('patient@example.org'), { at })
  opened.isAway = true
  const away = await opened.calls(call)
  opened.isAway = false
  expect([away.status, away.headers.get('Retry-After')]).toEqual([503, '10'])
  expect(await opened.suppressionOf('patient@example.org')).toBeNull()
  expect((await opened.calls(call)).status).toBe(200)
  expect(await opened.suppressionOf('patient@example.org')).toBe('hard_bounce')
})

test('providers that are not set up have no address here', async () => {
  await house.restarts({ HOOK_SES_TOPICS: '', HOOK_POSTMARK: '', HOOK_SENDGRID_KEY: '', HOOK_MAILGUN_KEY: '' })
  for (const call of [amazon.tells(sesBounce(['a@b.example'])), sendgrid([]), byMailgun({}, { at }), byPostmark({})]) {
    const answer = await opened.calls(call)
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
  }
  expect(topic).toContain('sns')
})

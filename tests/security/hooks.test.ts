import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, expect, test } from '@jest/globals'
import { sesBounce, sesComplaint, subscribeUrl, topic } from '../http/hook-amazon.ts'
import {
  byMailgun,
  byPostmark,
  bySendGrid,
  mailgunEvent,
  postmarkBounce,
  sendGridEvent,
  type Call,
} from '../http/hook-calls.ts'
import { now, openHookHouse } from '../http/hook-house.ts'

const victim = 'salma@example.org'
const at = now
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000)
const elsewhere = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

const opened = await openHookHouse()
afterAll(async () => opened[Symbol.asyncDispose]())
const { amazon, house } = opened
await opened.has(victim)

const without = (call: Call, ...names: readonly string[]): Call => ({
  ...call,
  headers: Object.fromEntries(Object.entries(call.headers).filter(([name]) => !names.includes(name))),
})
const withHeader = (call: Call, name: string, value: string): Call => ({
  ...call,
  headers: { ...call.headers, [name]: value },
})
const withBody = (call: Call, change: (text: string) => string): Call => ({ ...call, body: change(String(call.body)) })
const withMember = (call: Call, change: (sent: Record<string, unknown>) => unknown): Call =>
  withBody(call, (text) => JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)))

const ses = sesBounce([victim])
const certificateAt = (url: string): Call => amazon.tells(ses, { envelope: { SigningCertURL: url } })
const pem = '/SimpleNotificationService-good.pem'

const fromAmazon: Readonly<Record<string, Call>> = {
  'signed by somebody else': amazon.tells(ses, { withOtherKey: true }),
  'signed by somebody else, the old way': amazon.tells(ses, { withOtherKey: true, version: '1' }),
  'another message than was signed': amazon.tells(sesBounce(['x@example.org']), {
    altered: { Message: JSON.stringify(ses) },
  }),
  'another id than was signed': amazon.tells(ses, { altered: { MessageId: 'another' } }),
  'another time than was signed': amazon.tells(ses, {
    envelope: { Timestamp: minutes(-90).toISOString() },
    altered: { Timestamp: at.toISOString() },
  }),
  'a subject that was not signed': amazon.tells(ses, { altered: { Subject: 'added' } }),
  'signed by the other way than it says': amazon.tells(ses, { altered: { SignatureVersion: '1' } }),
  'a way of signing that does not exist': amazon.tells(ses, { altered: { SignatureVersion: '3' } }),
  'no signature': amazon.tells(ses, { altered: { Signature: '' } }),
  'a signature of nothing': amazon.tells(ses, { altered: { Signature: 'AAAA' } }),
  'no envelope, as raw delivery sends it': { ...amazon.tells(ses), body: JSON.stringify(ses) },
  'another topic, well signed': amazon.tells(ses, { envelope: { TopicArn: topic.replace('bounces', 'bounces2') } }),
  'the same topic of another account': amazon.tells(ses, { envelope: { TopicArn: topic.replace('1234', '4321') } }),
  'our topic put over another': amazon.tells(ses, {
    envelope: { TopicArn: `${topic}x` },
    altered: { TopicArn: topic },
  }),
  'two hours old': amazon.tells(ses, { envelope: { Timestamp: minutes(-120).toISOString() } }),
  'an hour ahead': amazon.tells(ses, { envelope: { Timestamp: minutes(60).toISOString() } }),
  'a time that is none': amazon.tells(ses, { envelope: { Timestamp: 'yesterday' } }),
  'host with a tail': certificateAt(`https://sns.us-east-1.amazonaws.com.evil.example${pem}`),
  'host that only ends alike': certificateAt(`https://sns.us-east-1.evil-amazonaws.com${pem}`),
  'host of a customer': certificateAt(`https://evil.s3.us-east-1.amazonaws.com${pem}`),
  'host with another service': certificateAt(`https://sqs.us-east-1.amazonaws.com${pem}`),
  'host as a name and password': certificateAt(`https://sns.us-east-1.amazonaws.com@evil.example${pem}`),
  'host behind a backslash': certificateAt(`https://evil.example\\.sns.us-east-1.amazonaws.com${pem}`),
  'host behind a fragment': certificateAt(`https://evil.example/#https://sns.us-east-1.amazonaws.com${pem}`),
  'host with a dot for a letter': certificateAt(`https://sns.us-east-1.amazonawsxcom${pem}`),
  'another port': certificateAt(`https://sns.us-east-1.amazonaws.com:8443${pem}`),
  'no encryption': certificateAt(`http://sns.us-east-1.amazonaws.com${pem}`),
  'another path': certificateAt('https://sns.us-east-1.amazonaws.com/evil/SimpleNotificationService-good.pem'),
  'a path that climbs': certificateAt('https://sns.us-east-1.amazonaws.com/SimpleNotificationService-/../good.pem'),
  'a certificate from here': certificateAt(`${house.url}${pem}`),
  'a certificate in the message': certificateAt('data:application/x-pem-file;base64,LS0tLS1CRUdJTg=='),
  'a redirected certificate': amazon.tells(ses, { certificate: 'redirected' }),
  'a certificate made by itself': amazon.tells(ses, { certificate: 'selfsigned' }),
  'a certificate of somebody else': amazon.tells(ses, { certificate: 'foreign' }),
  'a certificate of last year': amazon.tells(ses, { certificate: 'expired' }),
  'a certificate of next year': amazon.tells(ses, { certificate: 'future' }),
  'a weak certificate': amazon.tells(ses, { certificate: 'weak' }),
  'no certificate': amazon.tells(ses, { certificate: 'missing' }),
  'a broken certificate': amazon.tells(ses, { certificate: 'garbage' }),
  'a confirmation of another topic': amazon.posts({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    TopicArn: `${topic}2`,
    SubscribeURL: subscribeUrl(`${topic}2`),
  }),
  'a confirmation that leads elsewhere': amazon.posts({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: subscribeUrl(topic, 'https://sns.us-east-1.amazonaws.com.evil.example'),
  }),
  'a confirmation that leads to this machine': amazon.posts({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: 'http://169.254.169.254/latest/meta-data/',
  }),
  'a confirmation that is none': amazon.posts({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: subscribeUrl().replace('ConfirmSubscription', 'DeleteTopic'),
  }),
  'a confirmation that confirms more': amazon.posts({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: subscribeUrl(`${topic}2`),
  }),
  'a kind of message that does not exist': amazon.tells(ses, { envelope: { Type: 'Command' } }),
}

const sendgrid = bySendGrid([sendGridEvent(victim, 'bounce', { type: 'bounce' })], { at })
const fromSendGrid: Readonly<Record<string, Call>> = {
  'signed by somebody else': bySendGrid([sendGridEvent(victim, 'bounce')], { at, key: elsewhere.privateKey }),
  'another address than was signed': withBody(sendgrid, (text) => text.replace(victim, 'salma@example.com')),
  'the same content written otherwise': withBody(sendgrid, (text) => text.trim()),
  'another time than was signed': withHeader(
    sendgrid,
    'X-Twilio-Email-Event-Webhook-Timestamp',
    String(at.getTime() / 1000 + 1),
  ),
  'no signature': without(sendgrid, 'X-Twilio-Email-Event-Webhook-Signature'),
  'no time': without(sendgrid, 'X-Twilio-Email-Event-Webhook-Timestamp'),
  'a time in words': withHeader(sendgrid, 'X-Twilio-Email-Event-Webhook-Timestamp', 'now'),
  'a signature of nothing': withHeader(sendgrid, 'X-Twilio-Email-Event-Webhook-Signature', 'MAYCAQACAQA='),
  'ten minutes old': bySendGrid([sendGridEvent(victim, 'bounce')], { at: minutes(-10) }),
  'ten minutes ahead': bySendGrid([sendGridEvent(victim, 'bounce')], { at: minutes(10) }),
}

const mailgun = byMailgun(mailgunEvent(victim), { at })
const fromMailgun: Readonly<Record<string, Call>> = {
  'signed with another key': byMailgun(mailgunEvent(victim), { at, key: 'another-key-altogether' }),
  'signed with an empty key': byMailgun(mailgunEvent(victim), { at, key: '' }),
  'another token than was signed': withMember(mailgun, (sent) => ({
    ...sent,
    signature: { ...(sent['signature'] as object), token: randomBytes(25).toString('hex') },
  })),
  'another time than was signed': withMember(mailgun, (sent) => ({
    ...sent,
    signature: { ...(sent['signature'] as object), timestamp: String(at.getTime() / 1000 + 9) },
  })),
  'time and token cut elsewhere': withMember(mailgun, (sent) => {
    const { timestamp, token, ...rest } = sent['signature'] as { timestamp: string; token: string }
    return { ...sent, signature: { ...rest, timestamp: timestamp.slice(0, 9), token: timestamp.slice(9) + token } }
  }),
  'no signature': withMember(mailgun, ({ 'event-data': event }) => ({ 'event-data': event })),
  'an empty signature': withMember(mailgun, (sent) => ({
    ...sent,
    signature: { ...(sent['signature'] as object), signature: '' },
  })),
  'a list for a signature': withMember(mailgun, (sent) => ({
    ...sent,
    signature: { ...(sent['signature'] as object), signature: ['a'] },
  })),
  'ten minutes old': byMailgun(mailgunEvent(victim), { at: minutes(-10) }),
  'ten minutes ahead': byMailgun(mailgunEvent(victim), { at: minutes(10) }),
}

const postmark = byPostmark(postmarkBounce(victim))
const fromPostmark: Readonly<Record<string, Call>> = {
  'no credentials': without(postmark, 'Authorization'),
  'wrong password': byPostmark(postmarkBounce(victim), 'postmark:a-password-of-the-test'),
  'longer password': byPostmark(postmarkBounce(victim), 'postmark:a-password-of-the-tests!'),
  'wrong name': byPostmark(postmarkBounce(victim), 'Postmark:a-password-of-the-tests'),
  'no colon': byPostmark(postmarkBounce(victim), 'postmark'),
  'another way of proving': withHeader(postmark, 'Authorization', `Bearer ${Buffer.from('x').toString('base64')}`),
  'the words themselves': withHeader(postmark, 'Authorization', 'Basic postmark:a-password-of-the-tests'),
  'a key of our own API': withHeader(postmark, 'Authorization', 'Bearer a-key-for-the-tests-of-nashra'),
}

const everywhere: Readonly<Record<string, Call>> = {
  'a forwarded address that claims to be Amazon': withHeader(
    amazon.tells(ses, { withOtherKey: true }),
    'X-Forwarded-For',
    '54.240.1.1',
  ),
  'an array bomb': { ...mailgun, body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
  'a thousand signatures': { ...mailgun, body: `{"signature":[${'{},'.repeat(1000)}{}]}` },
  'no JSON': { ...mailgun, body: 'signature=…' },
  'nothing at all': { ...mailgun, body: '' },
  null: { ...mailgun, body: 'null' },
  'a prototype': { ...mailgun, body: '{"__proto__":{"signature":{}},"signature":{"__proto__":{}}}' },
  'a form': withHeader(mailgun, 'Content-Type', 'application/x-www-form-urlencoded'),
  'more than a megabyte': { ...mailgun, body: `{"signature":"${'x'.repeat(1_100_000)}"}` },
  packed: withHeader(mailgun, 'Content-Encoding', 'gzip'),
  'a provider that nobody knows': { ...mailgun, provider: 'brevo' },
  'a provider that is a word of the language': { ...mailgun, provider: '__proto__' },
  'the proof of another provider': { ...mailgun, provider: 'postmark' },
}

const forged = Object.entries({
  ses: fromAmazon,
  sendgrid: fromSendGrid,
  mailgun: fromMailgun,
  postmark: fromPostmark,
  any: everywhere,
}).flatMap(([who, calls]) => Object.entries(calls).map(([what, call]) => ({ name: `${who}: ${what}`, call })))

test('more than sixty forged calls are refused, with nothing given away and nothing recorded', async () => {
  expect(forged.length).toBeGreaterThan(60)
  const accepted: string[] = []
  for (const { name, call } of forged) {
    const answer = await opened.calls(call)
    const text = await answer.text()
    const isRefusal = (answer.status >= 400 && answer.status < 500) || answer.status === 503
    if (!isRefusal || !/problem\+json/.test(answer.headers.get('Content-Type') ?? ''))
      accepted.push(`${name}: ${answer.status}`)
    if (/salma|of-the-tests|amazonaws|\bat \//.test(text)) accepted.push(`${name} tells: ${text}`)
  }
  expect(accepted).toEqual([])
  expect(await opened.bounces()).toEqual([])
  expect(await opened.suppressionOf(victim)).toBeNull()
})

test('no forged address was ever asked for', () => {
  expect(
    amazon.asked.filter((url) => !url.startsWith('https://sns.us-east-1.amazonaws.com/SimpleNotificationService-')),
  ).toEqual([])
})

test('what was forged would have been believed, had it been genuine, and only once', async () => {
  for (const call of [amazon.tells(sesComplaint([victim])), sendgrid, mailgun, postmark])
    for (const _ of [1, 2]) expect((await opened.calls(call)).status).toBe(200)
  expect((await opened.bounces()).map(({ road }) => road)).toEqual(['ses', 'sendgrid', 'mailgun', 'postmark'])
  expect(await opened.suppressionOf(victim)).toBe('complaint')
})

test('a token of Mailgun that was used says nothing about anybody else', async () => {
  const told = (await opened.bounces()).length
  const again = withBody(mailgun, (text) =>
    text.replaceAll(victim, 'x@example.org').replace(/"id":"[^"]*"/, '"id":"other"'),
  )
  expect((await opened.calls(again)).status).toBe(200)
  expect(await opened.bounces()).toHaveLength(told)
})

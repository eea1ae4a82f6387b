import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { expectRefused, type Bad } from './bad.ts'
import { json, knock, mumble, withKey, type Knock } from './knock.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

const signup = '/api/v1/subscriptions'
const withJson = (body: unknown): Knock => ({
  headers: json,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`

const address = (what: string, email: unknown): Bad => ({
  what: `an address ${what}`,
  method: 'POST',
  path: signup,
  asked: withJson({ newsletter: 'marsad', email }),
  status: 400,
  kind: 'invalid',
  at: 'email',
})

const addresses = [
  address('that is empty', ''),
  address('without @', 'salma'),
  address('with a line break and a second header', 'salma@example.org\r\nBcc: eve@example.org'),
  address('that is two', 'salma@example.org, eve@example.org'),
  address('with a direction mark inside', 'salma@exa\u200Fmple.org'),
  address('with NUL inside', 'salma\u0000@example.org'),
  address('with a quoted local part', '"salma eve"@example.org'),
  address('with a domain that is a number', 'salma@127.0.0.1'),
  address('without a dot in its domain', 'salma@localhost'),
  address('whose local part is too long', `${'s'.repeat(65)}@example.org`),
  address('of ten thousand letters', `${'s'.repeat(10_000)}@example.org`),
  address('with half a letter', 'salma\ud83d@example.org'),
  address('that is a list', ['salma@example.org']),
  address('that is an object', { $ne: null }),
  address('that is a number', 42),
  address('that is missing', undefined),
]

const bodies: Bad[] = [
  ...(
    [
      ['that is no JSON', '{"email":', 'malformed-json'],
      ['that is a bare word', 'salma@example.org', 'malformed-json'],
      ['that is null', 'null', 'malformed-json'],
      ['that is a list', '[{"email":"salma@example.org"}]', 'invalid'],
      ['with a member nobody knows', '{"email":"salma@example.org","admin":true}', 'invalid'],
      ['with __proto__', '{"email":"salma@example.org","__proto__":{"admin":true}}', 'invalid'],
      ['with constructor', '{"email":"salma@example.org","constructor":{"prototype":{"admin":true}}}', 'invalid'],
      ['with an unknown cadence', '{"email":"salma@example.org","cadence":"hourly"}', 'invalid'],
      ['with an unknown language', '{"email":"salma@example.org","lang":"tlh"}', 'invalid'],
      ['with an unknown newsletter', '{"email":"salma@example.org","newsletter":"nowhere"}', 'invalid'],
      ['with NUL in its newsletter', '{"email":"salma@example.org","newsletter":"marsad\\u0000"}', 'invalid'],
      ['with a name of a thousand letters', `{"email":"salma@example.org","name":"${'س'.repeat(1000)}"}`, 'invalid'],
    ] as const
  ).map(([what, body, kind]) => ({
    what: `a signup ${what}`,
    method: 'POST',
    path: signup,
    asked: withJson(body),
    status: 400,
    kind,
  })),
  {
    what: 'a signup in an encoding that is not UTF-8',
    method: 'POST',
    path: signup,
    asked: { headers: json, body: Buffer.from('{"email":"salma@example.org","name":"\xff\xfe"}', 'latin1') },
    status: 415,
    kind: 'unsupported',
  },
  {
    what: 'a signup in a charset there is not',
    method: 'POST',
    path: signup,
    asked: { headers: { 'Content-Type': 'application/json; charset=klingon' }, body: '{}' },
    status: 415,
    kind: 'unsupported',
  },
  {
    what: 'a signup compressed in a way there is not',
    method: 'POST',
    path: signup,
    asked: { headers: { ...json, 'Content-Encoding': 'zork' }, body: '{}' },
    status: 415,
    kind: 'unsupported',
  },
  {
    what: 'a signup that claims to be compressed and is not',
    method: 'POST',
    path: signup,
    asked: { headers: { ...json, 'Content-Encoding': 'gzip' }, body: '{"email":"salma@example.org"}' },
    status: 400,
    kind: 'invalid',
  },
  {
    what: 'a signup that swells a thousandfold',
    method: 'POST',
    path: signup,
    asked: { headers: { ...json, 'Content-Encoding': 'gzip' }, body: gzipSync(Buffer.alloc(2_000_000, ' ')) },
    status: 413,
    kind: 'payload-too-large',
  },
  {
    what: 'a signup of 17 kB',
    method: 'POST',
    path: signup,
    asked: withJson({ email: 'salma@example.org', name: 'x'.repeat(17_000) }),
    status: 413,
    kind: 'payload-too-large',
  },
  {
    what: 'a post of 3 MB',
    method: 'POST',
    path: '/api/v1/posts',
    asked: { headers: { ...json, ...withKey }, body: JSON.stringify({ html: 'x'.repeat(3_000_000) }) },
    status: 413,
    kind: 'payload-too-large',
  },
  {
    what: 'a post nested as deep as it is long, under an Idempotency-Key',
    method: 'POST',
    path: '/api/v1/posts',
    asked: { headers: { ...json, ...withKey, 'Idempotency-Key': 'deep' }, body: deep },
    status: 400,
    kind: 'invalid',
  },
  {
    what: 'a signup sent as a form',
    method: 'POST',
    path: signup,
    asked: { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'email=salma%40example.org' },
    status: 415,
    kind: 'unsupported',
  },
  {
    what: 'a signup sent as plain text, which a foreign page may send unasked',
    method: 'POST',
    path: signup,
    asked: { headers: { 'Content-Type': 'text/plain' }, body: '{"email":"salma@example.org"}' },
    status: 415,
    kind: 'unsupported',
  },
  {
    what: 'a signup without a Content-Type',
    method: 'POST',
    path: signup,
    asked: { body: '{"email":"salma@example.org"}' },
    status: 415,
    kind: 'unsupported',
  },
]

test.each([...addresses, ...bodies])('$what is refused as $kind', async (bad) => expectRefused(house, bad))

test('no problem repeats the address that it is about', async () => {
  for (const { asked } of addresses) {
    const { text } = await knock(house, 'POST', signup, asked)
    expect(text).not.toMatch(/salma|eve@/)
  }
})

test('what is no HTTP is turned away without a word of ours', async () => {
  for (const bytes of [
    'GARBAGE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /api/v1/subscriptions HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n',
    'POST /api/v1/subscriptions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    'GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
    'GET http://[ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET //evil.example/%2e%2e HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /?lang[]=ar&lang[__proto__]=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Secret: s\r\n\r\n',
  ]) {
    const answer = await mumble(house, bytes)
    expect([bytes.slice(0, 60), answer]).toEqual([bytes.slice(0, 60), expect.stringMatching(/^HTTP\/1\.1 [2-4]\d\d /)])
    expect(answer).not.toMatch(/node_modules|X-Secret/)
  }
})

test('after all of this the house still stands, and nobody was taken in', async () => {
  expect((await house.api('GET', '/api/v1/subscribers')).body).toEqual({ items: [], next: null })
  expect((await house.api('GET', '/api/v1/posts')).body).toEqual({ items: [], next: null })
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

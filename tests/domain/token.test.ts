import { createHash, createHmac } from 'node:crypto'
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { signingKeys } from '../../src/domain/signing-key.ts'
import { issueToken as issue, readToken as read, type TokenClaim, tokenPurposes } from '../../src/domain/token.ts'

const key = Buffer.alloc(32, 1)
const olderKey = Buffer.alloc(32, 2)
const strangerKey = Buffer.alloc(32, 3)
const now = new Date('2026-11-22T10:00:00.000Z')
const inSevenDays = new Date('2026-11-29T10:00:00.000Z')

const issueToken = (secrets: readonly Buffer[], claim: TokenClaim): string => issue(signingKeys(secrets), claim)
const readToken = (secrets: readonly Buffer[], ...asked: [purpose: TokenClaim['purpose'], token: string, now: Date]) =>
  read(signingKeys(secrets), ...asked)

const anyClaim: fc.Arbitrary<Required<Omit<TokenClaim, 'expiresAt'>>> = fc.record({
  purpose: fc.constantFrom(...tokenPurposes),
  id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  round: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})

test('a link says what it was issued for, in 48 characters that need no escaping', () => {
  const keys = [key]
  fc.assert(
    fc.property(anyClaim, (claim) => {
      const token = issueToken(keys, { ...claim, expiresAt: inSevenDays })
      expect(token).toMatch(/^[A-Za-z0-9_-]{48}$/)
      const { id, round } = claim
      expect(readToken(keys, claim.purpose, token, now)).toEqual({ ok: true, id, round, expiresAt: inSevenDays })
    }),
  )
})

test('an unsubscribe link never expires, and survives every rotation that keeps its key', () => {
  const token = issueToken([olderKey], { purpose: 'unsubscribe', id: '42', round: 3 })
  const muchLater = new Date('2126-01-01')
  const said = { ok: true, id: '42', round: 3, expiresAt: null }
  expect(readToken([key, strangerKey, olderKey], 'unsubscribe', token, muchLater)).toEqual(said)
  expect(readToken([key, strangerKey], 'unsubscribe', token, now)).toEqual({ ok: false, fault: 'forged' })
})

test('links in mail sent long ago keep their meaning', () => {
  const sentLongAgo = 'cs0AAAAAAAAAKgAAAAP_______8uFpwzRW4cujrkVhsry7wH'
  expect(issueToken([key], { purpose: 'unsubscribe', id: '42', round: 3 })).toBe(sentLongAgo)
  expect(readToken([key], 'unsubscribe', sentLongAgo, now)).toMatchObject({ ok: true, id: '42', round: 3 })
})

test('the first key signs', () => {
  const token = issueToken([key, olderKey], { purpose: 'view', id: '1' })
  expect(readToken([key], 'view', token, now)).toMatchObject({ ok: true, round: 0 })
  expect(readToken([olderKey], 'view', token, now)).toMatchObject({ fault: 'forged' })
})

test('a link that came too late still says whose it is', () => {
  const token = issueToken([key], { purpose: 'confirm', id: '42', round: 1, expiresAt: now })
  const justBefore = new Date(now.getTime() - 1)
  expect(readToken([key], 'confirm', token, justBefore)).toMatchObject({ ok: true })
  expect(readToken([key], 'confirm', token, now)).toEqual({
    ok: false,
    fault: 'expired',
    id: '42',
    round: 1,
    expiresAt: now,
  })
})

test('a forged link that claims to be late says nothing', () => {
  const token = issueToken([strangerKey], { purpose: 'confirm', id: '42', expiresAt: new Date(0) })
  expect(readToken([key], 'confirm', token, now)).toEqual({ ok: false, fault: 'forged' })
})

test('an empty key among ours opens nothing', () => {
  const empty = Buffer.alloc(0)
  const signed = Buffer.concat([createHash('sha256').update(empty).digest().subarray(0, 2), Buffer.alloc(18, 0xff)])
  const mac = createHmac('sha256', empty).update('nashra/token/view\0').update(signed).digest().subarray(0, 16)
  const forged = Buffer.concat([signed, mac]).toString('base64url')
  expect(readToken([key, empty], 'view', forged, now)).toEqual({ ok: false, fault: 'forged' })
})

const pairs = tokenPurposes.flatMap((issued) =>
  tokenPurposes.filter((asked) => asked !== issued).map((asked) => [issued, asked] as const),
)

test.each(pairs)('a link to %s is worth nothing as one to %s', (issued, asked) => {
  const token = issueToken([key], { purpose: issued, id: '42' })
  expect(readToken([key], asked, token, now)).toEqual({ ok: false, fault: 'forged' })
})

test('a link with any one bit turned is forged', () => {
  const token = issueToken([key], { purpose: 'magic', id: '42', round: 1, expiresAt: inSevenDays })
  const bytes = Buffer.from(token, 'base64url')
  expect(bytes).toHaveLength(36)
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const turned = Buffer.from(bytes)
    turned.writeUInt8(turned.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    expect(readToken([key], 'magic', turned.toString('base64url'), now)).toEqual({ ok: false, fault: 'forged' })
  }
})

test('a link has one spelling only', () => {
  const token = issueToken([key], { purpose: 'magic', id: '42' })
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (const last of letters.replace(token.slice(-1), '')) {
    expect(readToken([key], 'magic', token.slice(0, -1) + last, now)).toMatchObject({ fault: 'forged' })
  }
  for (const other of [`${token}=`, `${token}\n`, ` ${token}`, token.slice(1), `${token}A`]) {
    expect(readToken([key], 'magic', other, now)).toEqual({ ok: false, fault: 'malformed' })
  }
})

test('a link cut by a mail program is malformed, and no text is ever accepted by luck', () => {
  const guess = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ minLength: 36, maxLength: 36 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  )
  fc.assert(
    fc.property(guess, fc.constantFrom(...tokenPurposes), (text, purpose) => {
      expect(readToken([key, olderKey], purpose, text, now).ok).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test('two links about the same reader differ when anything about them differs', () => {
  const claims: TokenClaim[] = [
    { purpose: 'confirm', id: '1' },
    { purpose: 'magic', id: '1' },
    { purpose: 'confirm', id: '2' },
    { purpose: 'confirm', id: '1', round: 1 },
    { purpose: 'confirm', id: '1', expiresAt: now },
  ]
  const tokens = claims.map((claim) => issueToken([key], claim))
  expect(new Set(tokens).size).toBe(claims.length)
  expect(issueToken([key], { purpose: 'confirm', id: '1' })).toBe(tokens[0])
})

test.each([
  ['no key', [], { id: '1' }],
  ['an empty key', [Buffer.alloc(0)], { id: '1' }],
  ['a negative id', [key], { id: '-1' }],
  ['an id that is no number', [key], { id: '1e3' }],
  ['an id no row can have', [key], { id: String(2n ** 63n) }],
  ['a round below zero', [key], { id: '1', round: -1 }],
  ['half a round', [key], { id: '1', round: 0.5 }],
  ['an id with zeros in front', [key], { id: '007' }],
  ['a round that is too large', [key], { id: '1', round: 2 ** 32 }],
  ['an invalid date', [key], { id: '1', expiresAt: new Date(Number.NaN) }],
  ['a date before 1970', [key], { id: '1', expiresAt: new Date(-1) }],
])('%s cannot make a link', (_, keys, claim) => {
  expect(() => issueToken(keys, { purpose: 'view', ...claim })).toThrow(RangeError)
})

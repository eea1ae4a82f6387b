import { expect, test } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import { isSelector, ownSelector, readRecords, recordText, unpublishFrom, zoneLine } from '../../src/domain/dkim.ts'

const spki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' })
const ours = recordText('rsa', spki)

test('a record names how the key signs and holds its public half', () => {
  expect(ours).toBe(`v=DKIM1; k=rsa; p=${spki.toString('base64')}`)
  // The example key of RFC 8463, A.2.
  const bare = Buffer.from('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=', 'base64')
  expect(recordText('ed25519', bare)).toBe('v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
})

test('a zone file gets the record in strings of at most 255 octets, which make the record again', () => {
  const line = zoneLine('s._domainkey.example.org', ours)
  const strings = [...line.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? '')
  expect(strings.length).toBe(2)
  expect(Math.max(...strings.map((text) => text.length))).toBe(255)
  expect(strings.join('')).toBe(ours)
  expect(line).toMatch(/^s\._domainkey\.example\.org\. IN TXT \( ".*" \)$/)
  expect(zoneLine('s._domainkey.example.org', 'v=DKIM1; k=ed25519; p=x')).toBe(
    's._domainkey.example.org. IN TXT "v=DKIM1; k=ed25519; p=x"',
  )
})

test('what DNS shows is named, however the record is spelt', () => {
  const p = ours.slice(ours.indexOf('p='))
  expect(readRecords(ours, [ours])).toBe('found')
  expect(readRecords(ours, [`k=rsa;v=DKIM1;${p};`])).toBe('found')
  expect(readRecords(ours, [p])).toBe('found')
  expect(readRecords(ours, [`v=DKIM1; ${p.replace('A', 'A ')}`])).toBe('found')
  expect(readRecords(ours, [`v=DKIM1; t=s:y; ${p}`])).toBe('testing')
  expect(readRecords(ours, [])).toBe('missing')
  expect(readRecords(ours, ['v=spf1 -all'])).toBe('not_a_key')
  expect(readRecords(ours, [`v=DKIM2; ${p}`])).toBe('not_a_key')
  expect(readRecords(ours, ['v=DKIM1; p='])).toBe('revoked')
  expect(readRecords(ours, [ours.slice(0, -10)])).toBe('different')
  expect(readRecords(ours, [ours.replace('k=rsa', 'k=ed25519')])).toBe('different')
  expect(readRecords(ours, [ours, 'v=DKIM1; p='])).toBe('several')
})

test('a selector is labels that every name server takes', () => {
  for (const text of ['a', 'nashra-2026-11-rsa', 'news.2026', '0'])
    expect([text, isSelector(text)]).toEqual([text, true])
  for (const text of ['', 'News', 'a_b', '-a', 'a-', 'a..b', 'a b', 'نشرة', 'a;', 'x'.repeat(64)])
    expect([text, isSelector(text)]).toEqual([text, false])
  const november = new Date('2026-11-22T23:00:00Z')
  expect(ownSelector('rsa', november, 1)).toBe('nashra-2026-11-rsa')
  expect(ownSelector('ed25519', november, 3)).toBe('nashra-2026-11-ed25519-3')
  expect(isSelector(ownSelector('ed25519', november, 50))).toBe(true)
})

test('a retired key stays published until the last mail it signed has been checked', () => {
  const signingAt = new Date('2026-01-01T00:00:00Z')
  const retiredAt = new Date('2026-03-01T08:00:00Z')
  expect(unpublishFrom({ signingAt, retiredAt })).toEqual(new Date('2026-03-08T08:00:00Z'))
  expect(unpublishFrom({ signingAt: null, retiredAt })).toBeNull()
  expect(unpublishFrom({ signingAt, retiredAt: null })).toBeNull()
})

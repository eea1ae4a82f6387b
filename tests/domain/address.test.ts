import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readAddress } from '../../src/domain/address.ts'

const keyOf = (raw: string): string => {
  const read = readAddress(raw)
  return typeof read === 'string' ? `refused: ${read}` : read.key
}

const longLocal = 'a'.repeat(64)
const label = 'b'.repeat(63)
const domainOf189 = `${label}.${label}.${'c'.repeat(57)}.org`

test.each([
  ['salma@example.org', 'salma@example.org'],
  ['Salma.Haddad@Example.ORG', 'salma.haddad@example.org'],
  ['salma+nashra@example.org', 'salma+nashra@example.org'],
  ["o'neil@example.org", "o'neil@example.org"],
  ["!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"],
  ['1@1and1.example', '1@1and1.example'],
  ['a@b.c.d.e.f', 'a@b.c.d.e.f'],
  ['-@example.org', '-@example.org'],
  ['u@r3---sn.example', 'u@r3---sn.example'],
  ['u@3com.example', 'u@3com.example'],
  [`${longLocal}@example.org`, `${longLocal}@example.org`],
  [`${longLocal}@${domainOf189}`, `${longLocal}@${domainOf189}`],
  ['u@BÜCHER.example', 'u@xn--bcher-kva.example'],
  ['u@bücher.example', 'u@xn--bcher-kva.example'],
  ['u@bu\u0308cher.example', 'u@xn--bcher-kva.example'],
  ['u@xn--bcher-kva.example', 'u@xn--bcher-kva.example'],
  ['u@XN--BCHER-KVA.Example', 'u@xn--bcher-kva.example'],
  ['u@faß.de', 'u@xn--fa-hia.de'],
  ['u@fass.de', 'u@fass.de'],
  ['u@مثال.إختبار', 'u@xn--mgbh0fb.xn--kgbechtv'],
  ['u@例え。テスト', 'u@xn--r8jz45g.xn--zckzah'],
  ['u@ｅｘａｍｐｌｅ．ｏｒｇ', 'u@example.org'],
  ['u@xn--ls8h.la', 'u@xn--ls8h.la'],
  ['سلمى@مثال.إختبار', 'سلمى@xn--mgbh0fb.xn--kgbechtv'],
  ['سلمى٢٣@example.org', 'سلمى٢٣@example.org'],
  ['José@example.org', 'josé@example.org'],
  ['Jose\u0301@example.org', 'josé@example.org'],
  ['ÉCOLE@example.org', 'École@example.org'],
  ['用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'],
  ['  salma@example.org\t\r\n', 'salma@example.org'],
  ['\u00a0salma@example.org\u00a0', 'salma@example.org'],
  ['\u200fsalma@example.org\u200e', 'salma@example.org'],
  ['\u202bsalma@example.org\u202c', 'salma@example.org'],
  ['\u2068salma@example.org\u2069', 'salma@example.org'],
  ['\ufeffsalma@example.org', 'salma@example.org'],
  ['\u061csalma@example.org\u200b', 'salma@example.org'],
  ['salma@example.org،', 'salma@example.org'],
  ['؛ salma@example.org ؛', 'salma@example.org'],
  ['salma@example.org, ', 'salma@example.org'],
  ['salma@example.org;', 'salma@example.org'],
  ['<salma@example.org>', 'salma@example.org'],
  ['mailto:salma@example.org', 'salma@example.org'],
  ['MAILTO:salma@example.org', 'salma@example.org'],
  ['<mailto:salma@example.org>', 'salma@example.org'],
  ['mailto:<salma@example.org>,', 'salma@example.org'],
  [' <\u200f salma@example.org \u200f>، ', 'salma@example.org'],
])('%j is the address %s', (raw, key) => {
  expect(keyOf(raw)).toBe(key)
})

test.each([
  ['', 'empty'],
  [' \t\r\n', 'empty'],
  ['\u200f\u200e', 'empty'],
  ['<>', 'empty'],
  ['mailto:', 'empty'],
  ['salma', 'no_at'],
  ['salma.example.org', 'no_at'],
  ['salma at example.org', 'no_at'],
  ['salma＠example.org', 'no_at'],
  ['@', 'bad_local'],
  ['@example.org', 'bad_local'],
  ['.salma@example.org', 'bad_local'],
  ['salma.@example.org', 'bad_local'],
  ['sal..ma@example.org', 'bad_local'],
  ['salma@home@example.org', 'bad_local'],
  ['"salma haddad"@example.org', 'forbidden_characters'],
  ['"salma"@example.org', 'bad_local'],
  ['"x@evil.example"@example.org', 'bad_local'],
  ['salma(comment)@example.org', 'bad_local'],
  ['sal\\ma@example.org', 'bad_local'],
  ['sal:ma@example.org', 'bad_local'],
  ['sal[ma]@example.org', 'bad_local'],
  ['\u0301salma@example.org', 'bad_local'],
  ['🚀@example.org', 'bad_local'],
  ['=\u0338@example.org', 'bad_local'],
  ['salma@', 'bad_domain'],
  ['salma@.example.org', 'bad_domain'],
  ['salma@example..org', 'bad_domain'],
  ['salma@example.org.', 'bad_domain'],
  ['salma@-example.org', 'bad_domain'],
  ['salma@example-.org', 'bad_domain'],
  ['salma@exa_mple.org', 'bad_domain'],
  ['salma@exa%6dple.org', 'bad_domain'],
  ['salma@example.org/x', 'bad_domain'],
  ['salma@example.org?subject=x', 'bad_domain'],
  ['salma@example.org#x', 'bad_domain'],
  ['salma@example.org\\x', 'bad_domain'],
  ['salma@example.org:25', 'bad_domain'],
  ['salma@(comment)example.org', 'bad_domain'],
  ['salma@127.0.0.1', 'bad_domain'],
  ['salma@1.2.3', 'bad_domain'],
  ['salma@0x7f.1', 'bad_domain'],
  ['salma@2130706433', 'bad_domain'],
  ['salma@[127.0.0.1]', 'bad_domain'],
  ['salma@[IPv6:::1]', 'bad_domain'],
  ['salma@example.123', 'bad_domain'],
  ['salma@example.0x1f', 'bad_domain'],
  ['salma@xn--a.example', 'bad_domain'],
  ['salma@xn--.example', 'bad_domain'],
  ['salma@\u0301a.example', 'bad_domain'],
  ['salma@💩.la', 'bad_domain'],
  [`salma@${'b'.repeat(64)}.org`, 'bad_domain'],
  ['salma@gmail', 'incomplete_domain'],
  ['salma@localhost', 'incomplete_domain'],
  ['salma@مثال', 'incomplete_domain'],
  [`${longLocal}a@example.org`, 'too_long'],
  [`${'س'.repeat(33)}@example.org`, 'too_long'],
  [`${longLocal}@c.${domainOf189}`, 'too_long'],
  ['u@exa\u200fmple.net', 'hidden_characters'],
  ['sal\u200bma@example.org', 'hidden_characters'],
  ['sal\u202ema@example.org', 'hidden_characters'],
  ['sal\u00adma@example.org', 'hidden_characters'],
  ['salma@\u2066example.org', 'hidden_characters'],
  ['salma@exam\ufeffple.org', 'hidden_characters'],
  ['salma@نامه\u200cای.com', 'hidden_characters'],
  ['u@a.example\r\nBcc: e@x.example', 'forbidden_characters'],
  ['u@a.example\nRCPT TO:<e@x.example>', 'forbidden_characters'],
  ['u\u0000@a.example', 'forbidden_characters'],
  ['\u0000u@a.example', 'forbidden_characters'],
  ['u\u0085@a.example', 'forbidden_characters'],
  ['u\u2028@a.example', 'forbidden_characters'],
  ['sal ma@example.org', 'forbidden_characters'],
  ['a@x.example, b@y.example', 'forbidden_characters'],
  ['a@x.example;b@y.example', 'forbidden_characters'],
  ['a@x.example، b@y.example', 'forbidden_characters'],
  ['Salma <salma@example.org>', 'forbidden_characters'],
  ['<a@x.example><b@y.example>', 'forbidden_characters'],
  ['u\ud800@a.example', 'forbidden_characters'],
])('%j is refused as %s', (raw, fault) => {
  expect(readAddress(raw)).toBe(fault)
})

test('an address keeps the letters its reader typed, and its domain in its own script', () => {
  expect(readAddress('Salma.٣@BÜCHER.example')).toEqual({
    address: 'Salma.٣@bücher.example',
    key: 'salma.٣@xn--bcher-kva.example',
    local: 'Salma.٣',
    asciiDomain: 'xn--bcher-kva.example',
  })
})

test.each([
  ['xn--mgbh0fb.xn--kgbechtv', 'مثال.إختبار'],
  ['例え.テスト', '例え.テスト'],
  ['мой-дом2.рф', 'мой-дом2.рф'],
  ['хор.рф', 'хор.рф'],
  ['ρώμη.example', 'ρώμη.example'],
  ['한국.example', '한국.example'],
])('the domain %s is shown as %s', (domain, shown) => {
  expect(readAddress(`u@${domain}`)).toMatchObject({ address: `u@${shown}` })
})

test.each([
  ['letters of two scripts', 'pаypal.com'],
  ['Cyrillic that passes for Latin', 'раураӏ.com'],
  ['an invisible joiner', 'xn--mgba3gch31f060k.com'],
  ['a picture', 'xn--ls8h.la'],
])('a domain that could deceive by %s is shown in ASCII', (_, domain) => {
  const read = readAddress(`u@${domain}`)
  expect(read).toMatchObject({ address: expect.stringMatching(/^u@xn--/) })
})

const quickestOfThree = (text: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const started = performance.now()
      readAddress(text)
      return performance.now() - started
    }),
  )

test('no input, however long, keeps a reader waiting', () => {
  for (const piece of ['@', ' ', '<', 'a.', '\u200f', 'ü', 'mailto:', 'xn--', '١']) {
    for (const count of [900, 1_000_000]) {
      const run = piece.repeat(count).slice(0, count)
      for (const text of [run, `${run}@b.example`, `a@${run}.example`]) expect(quickestOfThree(text)).toBeLessThan(5)
    }
  }
  expect(readAddress('a'.repeat(1_000_000))).toBe('too_long')
})

const alphabet = fc.constantFrom(
  ...'aZ0.-_@<>,;"\\()[]:% \t\r\n\u0000\u0085\u200b\u200f\u202e\u2066\ufeffüßİıسﷺ٣ـ例。．🚀\u0301\ud800'.split(''),
  'xn--',
  'mailto:',
)
const nearlyAddress = fc
  .tuple(fc.array(alphabet, { maxLength: 12 }), fc.array(alphabet, { maxLength: 12 }))
  .map(([local, domain]) => `${local.join('')}@${domain.join('')}.org`)

test('whatever the text, it is an address or a named fault', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearlyAddress), (raw) => {
      const read = readAddress(raw)
      if (typeof read === 'string') return
      expect(read.address).not.toMatch(/[\p{Cc}\s<>,;"()\p{Default_Ignorable_Code_Point}]/u)
      expect(read.asciiDomain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      expect(Buffer.byteLength(read.local)).toBeLessThanOrEqual(64)
      expect(Buffer.byteLength(read.key)).toBeLessThanOrEqual(254)
    }),
    { numRuns: 3000 },
  )
})

test('the key of a key, and of what is shown, is the same key', () => {
  const letters = fc.constantFrom(...'abzABZ019-éüßñسلمى٣例え한국ду'.split(''))
  const word = fc.array(letters, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
  const address = fc
    .tuple(word, fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([local, labels]) => `${local}@${labels.join('.')}.example`)
  let accepted = 0
  fc.assert(
    fc.property(address, (raw) => {
      const read = readAddress(raw)
      if (typeof read === 'string') return
      accepted += 1
      expect(keyOf(read.key)).toBe(read.key)
      expect(keyOf(read.address)).toBe(read.key)
    }),
    { numRuns: 2000 },
  )
  expect(accepted).toBeGreaterThan(200)
})

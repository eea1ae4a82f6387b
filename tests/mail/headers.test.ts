import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { domainToASCII } from 'node:url'
import { encodeHeader, formatDate, listHeaders, type Header } from '../../src/mail/headers.ts'
import { needsSmtpUtf8, wireAddress, wireDomain } from '../../src/mail/mailbox.ts'
import { messageId } from '../../src/mail/message-id.ts'
import { byPostalMime, faultsOf } from './decoders.ts'

const encodeHeaders = (headers: readonly Header[]): Buffer => Buffer.from(headers.map(encodeHeader).join(''))

test('plain words stay readable, all others become encoded words', () => {
  expect(encodeHeader(['Subject', 'Plain words'])).toBe('Subject: Plain words\r\n')
  expect(encodeHeader(['Subject', 'أكِّد اشتراكك'])).toBe('Subject: =?UTF-8?B?2KPZg9mQ2ZHYryDYp9i02KrYsdin2YPZgw==?=\r\n')
  expect(encodeHeader(['Subject', '=?UTF-8?B?eA==?='])).not.toContain('?B?eA==?=')
  expect(encodeHeader(['Subject', ' edges '])).toContain('=?UTF-8?B?')
  expect(encodeHeader(['Subject', ''])).toBe('Subject: \r\n')
})

test('a long subject is folded between words and never beyond 78', () => {
  const lines = encodeHeader(['Subject', 'seven letters '.repeat(20).trim()])
    .trimEnd()
    .split('\r\n')
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(78)
  expect(lines.join('')).toBe(`Subject: ${'seven letters '.repeat(20).trim()}`)
})

const anyText = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ maxLength: 120 }))
  .map((text) => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' '))

test('any subject and any name read as they were written, in lines and words that fit', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (subject, name) => {
      const block = encodeHeaders([
        ['From', { name, address: 'desk@example.org' }],
        ['Subject', subject],
      ])
      expect(faultsOf(block)).toEqual([])
      const decoded = await byPostalMime(Buffer.concat([block, Buffer.from('\r\n')]))
      expect(decoded.subject.trim()).toBe(subject.trim())
      expect(decoded.fromName.trim()).toBe(name.trim())
    }),
    { numRuns: 300 },
  )
})

const to = (name: string | null): string => encodeHeader(['To', { name, address: 'Salma@Example.ORG' }])

test('names are quoted where they must be, and addresses are never text', () => {
  expect(to(null)).toBe('To: Salma@example.org\r\n')
  expect(to('Salma')).toBe('To: Salma <Salma@example.org>\r\n')
  expect(to('Salma, "eve@example.org"')).toBe('To: "Salma, \\"eve@example.org\\"" <Salma@example.org>\r\n')
  expect(() => encodeHeader(['To', 'a@example.org, b@example.org'])).toThrow('mailbox')
  expect(() => encodeHeader(['X-To', { name: null, address: 'a@example.org' }])).toThrow('text')
  expect(() => encodeHeader(['Bcc', { name: null, address: 'a@example.org' }])).toThrow('not a header')
})

test('an address reaches the wire with its domain as A-labels', () => {
  expect(wireAddress('قارئ@مثال.إختبار')).toBe('قارئ@xn--mgbh0fb.xn--kgbechtv')
  expect(needsSmtpUtf8(wireAddress('reader@مثال.إختبار'))).toBe(false)
  expect(needsSmtpUtf8(wireAddress('قارئ@example.org'))).toBe(true)
  expect(encodeHeader(['To', { name: null, address: 'قارئ@example.org' }])).toBe('To: قارئ@example.org\r\n')
})

test.each([
  'no-at',
  '@example.org',
  'a@',
  'a b@example.org',
  'a@exa mple.org',
  'a@example.org, b@example.org',
  'a@example.org>,<b@example.org',
  '"quoted"@example.org',
  'a@b@example.org',
  'a..b@example.org',
  'a@-example.org',
  'a@[127.0.0.1]',
  'u@exa\u200fmple.net',
  'u\u202e@example.net',
  `${'a'.repeat(65)}@example.org`,
])('%j is no address', (address) => {
  expect(() => wireAddress(address)).toThrow(TypeError)
})

test('the list headers follow their RFCs', () => {
  const headers = listHeaders({
    newsletterSlug: 'weekly',
    listDomain: 'أخبار.example',
    oneClickUrl: `https://n.example/u/${'t'.repeat(160)}`,
    mailto: 'mailto:leave+token@example.org?subject=leave',
    issueId: '42',
    archiveUrl: 'https://n.example/weekly',
  })
  const block = encodeHeaders(headers).toString()
  expect(block).toContain('List-Id: <weekly.xn--igbicxr.example>\r\n')
  expect(block).toContain(
    `List-Unsubscribe: <https://n.example/u/${'t'.repeat(160)}>,\r\n <mailto:leave+token@example.org?subject=leave>\r\n`,
  )
  expect(block).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
  expect(block).toContain('Feedback-ID: 42:weekly:digest:nashra\r\n')
  expect(block).toContain('Precedence: bulk\r\n')
  expect(block).toContain('List-Archive: <https://n.example/weekly>\r\n')
})

test('a link that could hold another header or a second link is refused', () => {
  const base = { newsletterSlug: 'weekly', listDomain: 'example.org', mailto: 'mailto:leave@example.org' }
  for (const oneClickUrl of ['javascript:alert(1)', 'https://a/>,<https://b', 'https://a/ b', 'https://a/\r\nBcc: e@x'])
    expect(() => listHeaders({ ...base, oneClickUrl })).toThrow(TypeError)
})

test('headers that take ASCII only, and lines too long to be mailed, are refused', () => {
  const bad: Header[] = [
    ['List-Id', '<نشرة.example.org>'],
    ['X-Long', `https://n.example/${'t'.repeat(1200)}`.replace('X', '')],
    ['List-Help', `<https://n.example/${'t'.repeat(1200)}>`],
  ]
  expect(() => encodeHeader(bad[0] as Header)).toThrow('ASCII')
  expect(
    encodeHeader(bad[1] as Header)
      .split('\r\n')
      .every((line) => line.length <= 78),
  ).toBe(true)
  expect(() => encodeHeader(bad[2] as Header)).toThrow('too long')
})

test('a date is written as RFC 5322 wants it', () => {
  expect(formatDate(new Date('2026-11-22T17:53:04Z'))).toBe('Sun, 22 Nov 2026 17:53:04 +0000')
})

const idOf = (subscriptionId: string, secret = 'secret'): string =>
  messageId({ secret, issueId: '7', subscriptionId, domain: 'Example.org' })

test('the Message-ID of a delivery is the same on every attempt and another for every reader', () => {
  expect(idOf('1')).toMatch(/^<7\.[0-9a-f]{32}@example\.org>$/)
  expect(idOf('1')).toBe(idOf('1'))
  expect(idOf('1')).not.toBe(idOf('2'))
  expect(idOf('1')).not.toBe(idOf('1', 'other'))
  expect(() => wireDomain('exa mple')).toThrow()
})

const long = (text: string): string | null => {
  const ascii = domainToASCII(text)
  return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(ascii) ? ascii : null
}
const short = (text: string): string | null => {
  try {
    return wireDomain(text)
  } catch {
    return null
  }
}

test('the short way to a wire domain leads where the long one does', () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,8}$/)
  const domain = fc.array(fc.oneof(label, fc.constantFrom('xn--mgbh0fb', 'xn--a', '0x7f', '127', 'com')), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(domain, (labels) => {
      expect(short(labels.join('.'))).toBe(long(labels.join('.')))
    }),
    { numRuns: 2000 },
  )
})

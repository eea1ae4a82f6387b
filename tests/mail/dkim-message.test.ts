import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createHash, generateKeyPairSync, verify, type KeyObject } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { recordText } from '../../src/domain/dkim.ts'
import { relaxed } from '../../src/mail/dkim-headers.ts'
import { fillSigned } from '../../src/mail/dkim-message.ts'
import { createSigner, type SigningKey } from '../../src/mail/dkim-signer.ts'
import type { Header } from '../../src/mail/headers.ts'
import { compileTemplate, fill, type TemplateSource } from '../../src/mail/message-template.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' })
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' })
const keys: readonly SigningKey[] = [
  { selector: 'r', algorithm: 'rsa', privateKey: pem(rsa.privateKey) },
  { selector: 'e.f', algorithm: 'ed25519', privateKey: pem(ed.privateKey) },
]
const records = new Map([
  ['r._domainkey.xn--mgbh0fb.example', recordText('rsa', spki(rsa.publicKey))],
  ['e.f._domainkey.xn--mgbh0fb.example', recordText('ed25519', spki(ed.publicKey).subarray(-32))],
])
const resolver = async (name: string) => [[records.get(name) ?? '']]
const verdictsOf = async (message: Buffer) => {
  const { results } = await dkimVerify(message, { resolver })
  return results.map(({ selector, status }) => `${selector} ${status.result}`)
}

const marks = { link: 'https://slot.invalid/leave', name: 'slot-name' }
const from: Header = ['From', { name: 'نشرة', address: 'desk@مثال.example' }]
const source: TemplateSource<keyof typeof marks> = {
  headers: [from, ['List-Unsubscribe', `<${marks.link}>`], ['X-Not-Signed', 'a  b']],
  subject: 'موضوع الأسبوع',
  text: `نص ${marks.name}\n${marks.link}\n`,
  html: `<p>  two  spaces\tand a tab ${marks.name}</p>\n\n  <a href="${marks.link}">x</a>  \n`,
  slots: marks,
}
const values = {
  to: { name: 'سلمى', address: 'salma@example.org' },
  date: new Date('2026-11-20T08:00:00Z'),
  messageId: '<1.2@example.org>',
  slots: { link: 'https://n.example/u/t', name: 'سلمى' },
}
const signer = createSigner('مثال.example', keys)

test('a message is signed by each key, on top of the very bytes it would have been without', async () => {
  const template = compileTemplate(source)
  const signed = await fillSigned(template, values, signer)
  expect(await verdictsOf(signed)).toEqual(['r pass', 'e.f pass'])
  const plain = fill(template, values)
  expect(signed.subarray(-plain.length)).toEqual(plain)
  expect(await fillSigned(template, values, null)).toEqual(plain)
  const head = signed.subarray(0, -plain.length).toString()
  expect(head.match(/^DKIM-Signature: v=1; a=(?:rsa|ed25519)-sha256; c=relaxed\/relaxed;\r$/gm)).toHaveLength(2)
  expect(head).toContain(` t=${values.date.getTime() / 1000};`)
  expect(head).not.toMatch(/[ ;]l=/)
  for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
})

test('h= names each header once more than it stands, and those that nobody may add', async () => {
  const head = (await fillSigned(compileTemplate(source), values, signer)).toString().split('\r\n\r\n')[0] ?? ''
  const covered = (/h=([^;]*);/.exec(head)?.[1] ?? '').replaceAll(/\s/g, '').split(':')
  const times = (name: string) => covered.filter((one) => one === name).length
  for (const name of ['from', 'to', 'subject', 'date', 'content-type', 'mime-version', 'list-unsubscribe'])
    expect([name, times(name)]).toEqual([name, 2])
  for (const name of ['reply-to', 'cc', 'list-unsubscribe-post', 'message-id', 'content-transfer-encoding'])
    expect([name, times(name)]).toEqual([name, 1])
  expect(times('x-not-signed')).toBe(0)
})

test('a header for the relay alone is in the message and in no signature', async () => {
  const headers: Header[] = [['X-Idempotency-Key', '1.2']]
  const signed = (await fillSigned(compileTemplate(source), { ...values, headers }, signer)).toString()
  expect(signed).toContain('X-Idempotency-Key: 1.2\r\n')
  expect(await verdictsOf(Buffer.from(signed))).toEqual(['r pass', 'e.f pass'])
  expect(await verdictsOf(Buffer.from(signed.replace('X-Idempotency-Key: 1.2\r\n', '')))).toEqual([
    'r pass',
    'e.f pass',
  ])
})

const words = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((text) => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' '))
const piece = fc.oneof(
  words,
  fc.constantFrom('\n', '  ', '\t', ' \n', '\n\n', '.\n', marks.link, marks.name, 'ع '.repeat(40)),
)
const body = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''))

/** RFC 6376, 3.4.4, written down a second time. */
const relaxedBody = (text: string): string =>
  text
    .split('\r\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(?:\r\n)*$/, '\r\n')

test('whatever is written, the body stands in its canonical form already, and both signatures hold', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, words, words, async (text, html, name, subject) => {
      const all = Object.values(marks).join(' ')
      const template = compileTemplate({ ...source, subject, text: text + all, html: html + all })
      const slots = { ...values.slots, name }
      const message = await fillSigned(template, { ...values, to: { ...values.to, name }, slots }, signer)
      const raw = message.toString('latin1')
      const content = raw.slice(raw.indexOf('\r\n\r\n') + 4)
      expect(relaxedBody(content)).toBe(content)
      const bodyHash = /bh=([^;]*);/.exec(raw)?.[1]
      expect(bodyHash).toBe(createHash('sha256').update(content, 'latin1').digest('base64'))
      expect(await verdictsOf(message)).toEqual(['r pass', 'e.f pass'])
    }),
    { numRuns: 80 },
  )
}, 60_000)

test('a header in relaxed form is as RFC 6376 shows it', () => {
  expect(relaxed('A: X\r\n')).toBe('a:X\r\n')
  expect(relaxed('B : Y\t\r\n\tZ  \r\n'.replace(' :', ':'))).toBe('b:Y Z\r\n')
  expect(relaxed('Subject: \r\n')).toBe('subject:\r\n')
})

test('what Ed25519 signs is the digest of the headers (RFC 8463)', async () => {
  const only = createSigner('example.org', keys.slice(1))
  const [pending] = only.begin({ names: 'h=from;', relaxedNames: 'h=from;', constant: '' }, values.date)
  const header = (await pending?.complete('from:x@example.org\r\n', 'B'.repeat(44))) ?? ''
  expect(header.length).toBe(pending?.length)
  const signature = Buffer.from((header.split('b=').at(-1) ?? '').replaceAll(/\s/g, ''), 'base64')
  const text = `from:x@example.org\r\n${relaxed(header.slice(0, header.lastIndexOf('b=') + 2)).trimEnd()}`
  expect(verify(null, createHash('sha256').update(text).digest(), ed.publicKey, signature)).toBe(true)
})

test('a key that is none, or of another kind than said, is noticed when it is taken up', () => {
  expect(() => createSigner('example.org', [{ ...keys[0], privateKey: 'no key' } as SigningKey])).toThrow()
  expect(() => createSigner('example.org', [{ ...keys[0], algorithm: 'ed25519' } as SigningKey])).toThrow(
    'not of ed25519',
  )
  expect(() => createSigner('no domain', keys)).toThrow(TypeError)
})

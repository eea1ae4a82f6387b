import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { listHeaders, type Header } from '../../src/mail/headers.ts'
import { compileTemplate, fill, type ReaderValues, type TemplateSource } from '../../src/mail/message-template.ts'
import { byPostalMime, byPython, faultsOf, hasPython } from './decoders.ts'

const marks = { name: 'slot-reader-name', leave: 'https://slot.invalid/leave', greeting: 'slot-greeting' }
type Slot = keyof typeof marks

const from: Header = ['From', { name: 'نشرة القاهرة الثقافية الأسبوعية الصادرة كل جمعة', address: 'desk@مثال.eg' }]

const arabic: TemplateSource<Slot> = {
  headers: [
    from,
    ['Reply-To', { name: 'التحرير, والقرّاء', address: 'reply@example.org' }],
    ...listHeaders({
      newsletterSlug: 'cairo',
      listDomain: 'lists.example.org',
      oneClickUrl: marks.leave,
      mailto: 'mailto:leave@example.org?subject=leave',
    }),
  ],
  subject: '📬 هذا الأسبوع: لماذا تنسى الطوابير؟ سؤال قديم وجواب جديد عن البرمجيات وأهلها',
  text: `مرحبًا ${marks.greeting}\n.\n..سطران يبدآن بنقطة\nأ=ب\n\nللمغادرة:\n${marks.leave}\n\n— التحرير 👩‍👩‍👧‍👦\n`,
  html: `<p dir="rtl">السلام عليكم ${marks.name}،</p>\n.<a href="${marks.leave}">غادر</a> <a href="https://site.example/${'q='.repeat(500)}"></a> <b title="${marks.name}">٪</b>`,
  slots: marks,
}

const english: TemplateSource<Slot> = {
  ...arabic,
  subject: 'This week: why queues forget, and what to do when they remember too much of what you told them',
  text: `Hello ${marks.greeting}\n.\n..two dots = two\nTo leave:\n${marks.leave}\n`,
  html: `<p>Dear ${marks.name},</p>\n.<a href="${marks.leave}">leave</a> ${'x='.repeat(300)} \n<i>${marks.name}${marks.leave}</i>`,
}

const salma: ReaderValues<Slot> = {
  to: { name: 'سلمى "القارئة" عبد الرحمن', address: 'salma@bücher.example' },
  date: new Date('2026-03-06T09:00:00Z'),
  messageId: '<issue.0123456789abcdef0123456789abcdef@example.org>',
  slots: {
    name: 'سلمى & <أحمد>',
    leave: `https://n.example/u/${'k='.repeat(350)}`,
    greeting: `.salma=https://n.example/${'%D9%86=&'.repeat(125)}`,
  },
}

const substituted = (text: string, slots: Record<Slot, string>): string =>
  text
    .replaceAll(marks.name, () => slots.name)
    .replaceAll(marks.leave, () => slots.leave)
    .replaceAll(marks.greeting, () => slots.greeting)

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const slotsEscaped = (slots: Record<Slot, string>): Record<Slot, string> => ({
  name: escaped(slots.name),
  leave: escaped(slots.leave),
  greeting: escaped(slots.greeting),
})

for (const [language, source] of [
  ['Arabic', arabic],
  ['English', english],
] as const) {
  test(`an ${language} digest reads in every program as it was written`, async () => {
    const message = fill(compileTemplate(source), salma)
    expect(faultsOf(message)).toEqual([])
    const expected = {
      subject: source.subject,
      fromName: 'نشرة القاهرة الثقافية الأسبوعية الصادرة كل جمعة',
      toName: salma.to.name,
      toAddress: 'salma@xn--bcher-kva.example',
      text: substituted(source.text, salma.slots),
      html: substituted(source.html, slotsEscaped(salma.slots)),
    }
    const trimmed = { text: expected.text.trimEnd(), html: expected.html.trimEnd() }
    expect(await byPostalMime(message)).toMatchObject({ ...expected, ...trimmed, toAddress: expect.any(String) })
    if (hasPython) expect(byPython(message)).toMatchObject({ ...expected, defects: [] })
  })
}

test('each header stands once, and the text comes before the HTML', () => {
  if (!hasPython) return
  const { names, types } = byPython(fill(compileTemplate(arabic), salma))
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining(['Date', 'From', 'Message-ID', 'To', 'List-Id', 'List-Unsubscribe']))
  expect(types).toEqual(['multipart/alternative', 'text/plain', 'text/html'])
})

test('Arabic travels as base64 and English as quoted-printable, always as utf-8', () => {
  const encodings = (source: TemplateSource<Slot>): string[] =>
    [
      ...fill(compileTemplate(source), salma)
        .toString('latin1')
        .matchAll(/Transfer-Encoding: (.*)\r\n/g),
    ].map(([, encoding]) => encoding ?? '')
  expect(encodings({ ...arabic, html: arabic.html + 'نص '.repeat(50) })).toEqual(['base64', 'base64'])
  const mostlyWords = `${english.html}${'<p>Plain words.</p>'.repeat(100)}`
  expect(encodings({ ...english, html: mostlyWords })).toEqual(['quoted-printable', 'quoted-printable'])
  expect(
    fill(compileTemplate(english), salma)
      .toString('latin1')
      .match(/charset=utf-8/g),
  ).toHaveLength(2)
})

const line = fc
  .string({ unit: 'grapheme', maxLength: 90 })
  .map((text) => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' '))
const piece = fc.oneof(
  line,
  fc.constantFrom('\n', '.\n', '\n..', ' \n', '=', 'x'.repeat(200), 'ع'.repeat(80)),
  fc.constantFrom(...Object.values(marks)),
)
const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

test('whatever is written and whoever reads, what is decoded is what was written with the slots filled', async () => {
  const cases = fc.record({ text: body, html: body, name: line, leave: line, greeting: line })
  await fc.assert(
    fc.asyncProperty(cases, async ({ text, html, ...slots }) => {
      const all = Object.values(marks).join(' ')
      const source = { headers: [from], subject: 'x', text: text + all, html: html + all, slots: marks }
      const message = fill(compileTemplate(source), { ...salma, slots })
      expect(faultsOf(message)).toEqual([])
      const decoded = decodeParts(message)
      expect(decoded).toEqual([substituted(source.text, slots), substituted(source.html, slotsEscaped(slots))])
    }),
    { numRuns: 400 },
  )
})

/** A decoder of our own that keeps every byte, trailing line breaks too. */
const decodeParts = (message: Buffer): string[] => {
  const text = message.toString('latin1')
  const boundary = /boundary="(.*?)"/.exec(text)?.[1] ?? ''
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const at = part.indexOf('\r\n\r\n')
      const content = part.slice(at + 4, -2)
      const bytes = part.includes('base64')
        ? Buffer.from(content, 'base64')
        : Buffer.from(
            content
              .replaceAll('=\r\n', '')
              .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
            'latin1',
          )
      return bytes.toString().replaceAll('\r\n', '\n')
    })
}

test('two readers of one rendition differ in their own lines only', () => {
  const template = compileTemplate(arabic)
  const [mine, yours] = [salma, { ...salma, slots: { ...salma.slots, leave: 'https://n.example/u/other' } }].map(
    (values) => fill(template, values).toString().split('\r\n'),
  ) as [string[], string[]]
  expect(fill(template, salma)).toEqual(fill(compileTemplate(arabic), salma))
  expect(mine.filter((text) => yours.includes(text)).length).toBeGreaterThan(mine.length / 4)
  expect(yours.some((text) => text.includes('https://n.example/u/other'))).toBe(true)
})

test('a mark that a template has lost is noticed before anybody is mailed', () => {
  expect(() => compileTemplate({ ...arabic, html: '', text: '', headers: [from] })).toThrow('stands nowhere')
  expect(() => compileTemplate({ ...arabic, slots: { ...marks, name: 'slot' } })).toThrow('part of another')
  expect(() => compileTemplate({ ...arabic, slots: { ...marks, name: '<&>mark' } })).toThrow('not usable')
})

test('no header may stand twice, and From must stand', () => {
  const twice: Header[] = [from, ['to', { name: null, address: 'other@example.org' }]]
  expect(() => compileTemplate({ ...arabic, headers: twice })).toThrow('twice')
  expect(() => compileTemplate({ ...arabic, headers: [] })).toThrow('From')
  expect(() => fill(compileTemplate(arabic), { ...salma, headers: [['LIST-ID', '<x.y>']] })).toThrow('twice')
})

const breaks = ['\r\n', '\n', '\r', '\0', '\u0085', '\u009f', '\u2028', '\u2029', '\v']
const injected = breaks.map((at) => `x${at}Bcc: eve@example.org`)

test.each(injected)('no value can begin a header or name another reader: %j', (bad) => {
  const template = compileTemplate(arabic)
  const attempts = [
    () => fill(template, { ...salma, slots: { ...salma.slots, leave: bad } }),
    () => fill(template, { ...salma, slots: { ...salma.slots, greeting: bad } }),
    () => fill(template, { ...salma, messageId: bad }),
    () => fill(template, { ...salma, to: { name: bad, address: 'a@example.org' } }),
    () => fill(template, { ...salma, to: { name: null, address: `a@example.org${bad}` } }),
    () => fill(template, { ...salma, to: { name: null, address: `${bad}@example.org` } }),
    () => fill(template, { ...salma, headers: [['X-Note', bad]] }),
    () => compileTemplate({ ...arabic, subject: bad }),
    () => compileTemplate({ ...arabic, headers: [...arabic.headers, [`X-${bad}`, 'x']] }),
    () => compileTemplate({ ...arabic, headers: [['From', { name: bad, address: 'a@example.org' }]] }),
  ]
  for (const attempt of attempts) expect(attempt).toThrow(TypeError)
})

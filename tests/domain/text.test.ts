import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  decodeDigits,
  directionOfText,
  excerptOf,
  oneLine,
  stripBidiControls,
  subjectInDirection,
} from '../../src/domain/text.ts'

test('a name cannot turn its neighbours round', () => {
  expect(stripBidiControls('\u202Egpj.exe')).toBe('gpj.exe')
  const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
  expect(stripBidiControls(`س${marks}لمى`)).toBe('سلمى')
})

test('joiners, which Persian and emoji need, stay', () => {
  expect(stripBidiControls('نامه\u200cای 👩\u200d🚀')).toBe('نامه\u200cای 👩\u200d🚀')
})

test('nothing in one line can begin another', () => {
  expect(oneLine(' a\r\nBcc: e@x\u0000b\u0085c\u2028d\u2029e\t\u00a0 f\u009f\n')).toBe('a Bcc: e@x b c d e f')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u2028\u2029]|^\s|\s$|\s\s/u.test(oneLine(text))),
  )
})

test.each([
  ['أخبار الأسبوع', 'rtl'],
  ['3 أخبار', 'rtl'],
  ['٣ News', 'ltr'],
  ['🚀 إطلاق', 'rtl'],
  ['🇪🇬 مصر', 'rtl'],
  ['«WordPress» متاح', 'ltr'],
  ['WordPress 6.9 متاح', 'ltr'],
  ['\u200fWordPress 6.9 متاح', 'rtl'],
  ['ـــ News', 'rtl'],
  ['שלום', 'rtl'],
  ['ދިވެހި', 'rtl'],
  ['日本', 'ltr'],
  ['привет', 'ltr'],
] as const)('%s runs %s', (text, direction) => {
  expect(directionOfText(text, direction === 'rtl' ? 'ltr' : 'rtl')).toBe(direction)
})

test('a text without letters takes the direction of its surroundings', () => {
  for (const text of ['', '2026', '🚀!', '— ٣ —']) {
    expect(directionOfText(text, 'rtl')).toBe('rtl')
    expect(directionOfText(text, 'ltr')).toBe('ltr')
  }
})

test.each([
  ['WordPress 6.9 متاح', '\u200fWordPress 6.9 متاح'],
  ['3 WordPress أخبار', '\u200f3 WordPress أخبار'],
  ['🇪🇬 أخبار مصر', '\u200f🇪🇬 أخبار مصر'],
  ['\u200f\u2068WordPress\u2069 6.9 متاح', '\u200fWordPress 6.9 متاح'],
  ['هذا الأسبوع: WordPress', 'هذا الأسبوع: WordPress'],
  ['🚀 إطلاق', '🚀 إطلاق'],
  ['2026', '2026'],
])('an Arabic newsletter’s subject %j is sent as %j', (subject, sent) => {
  expect(subjectInDirection(subject, 'rtl')).toBe(sent)
})

test('an English newsletter’s subject carries no direction mark', () => {
  expect(subjectInDirection('\u202eNews from القاهرة', 'ltr')).toBe('News from القاهرة')
  expect(subjectInDirection('القاهرة today', 'ltr')).toBe('القاهرة today')
})

test('a reader may type numbers in the digits of their keyboard', () => {
  expect(decodeDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 42')).toBe('0123456789 0123456789 42')
})

test('an excerpt holds as many whole sentences as fit', () => {
  const text = 'وصل القطار. غادر الركاب!\nهل عاد أحد؟ لا أحد يعرف.'
  expect(excerptOf(text, { lang: 'ar' })).toBe('وصل القطار. غادر الركاب! هل عاد أحد؟ لا أحد يعرف.')
  expect(excerptOf(text, { lang: 'ar', limit: 30 })).toBe('وصل القطار. غادر الركاب!')
  expect(excerptOf(text, { lang: 'ar', limit: 24 })).toBe('وصل القطار. غادر الركاب!')
  expect(excerptOf(text, { lang: 'ar', limit: 23 })).toBe('وصل القطار.')
})

test.each([
  ['قال د. أحمد إن الأمر انتهى. ثم غادر القاعة.', 'قال د. أحمد إن الأمر انتهى.'],
  ['حضر أ.د. سعيد المؤتمر أمس. ثم غادر القاعة.', 'حضر أ.د. سعيد المؤتمر أمس.'],
  ['بنيت سنة ٣٢٠ ق.م. في مصر. ثم غادر القاعة.', 'بنيت سنة ٣٢٠ ق.م. في مصر.'],
  ['بدأ عام ١٤٤٨ هـ. في رحلة. ثم غادر القاعة.', 'بدأ عام ١٤٤٨ هـ. في رحلة.'],
  ['انظر ص. ٣٢ من الكتاب. ثم غادر القاعة.', 'انظر ص. ٣٢ من الكتاب.'],
  ['صممه م. خالد وحده. ثم غادر القاعة الكبرى.', 'صممه م. خالد وحده.'],
])('a dot after a title or an era ends no sentence: %s', (text, excerpt) => {
  expect(excerptOf(text, { lang: 'ar', limit: text.length - 5 })).toBe(excerpt)
  expect(excerptOf(text, { lang: 'ar', limit: 8 })).toMatch(/…$/)
})

test('an English title ends no sentence either', () => {
  expect(excerptOf('Then Mr. J. Smith left. He never came back.', { lang: 'en', limit: 30 })).toBe(
    'Then Mr. J. Smith left.',
  )
  expect(excerptOf('Then Mr. J. Smith left. He never came back.', { lang: 'en', limit: 12 })).toBe('Then Mr. J…')
})

test('a first sentence that is too long is cut between words', () => {
  const text = 'لماذا تنسى الطوابير ما وُضع فيها، وكيف نتذكر نحن'
  expect(excerptOf(text, { lang: 'ar', limit: 31 })).toBe('لماذا تنسى الطوابير ما وُضع…')
  expect(excerptOf(text, { lang: 'ar', limit: 33 })).toBe('لماذا تنسى الطوابير ما وُضع فيها…')
})

test('a word without end is cut between graphemes, never inside one', () => {
  expect(excerptOf('👩‍🚀'.repeat(400), { lang: null, limit: 5 })).toBe('👩‍🚀👩‍🚀👩‍🚀👩‍🚀…')
  expect(excerptOf('مُ'.repeat(400), { lang: 'ar', limit: 4 })).toBe('مُمُمُ…')
})

test('stretching a word with tatweel does not shorten the excerpt', () => {
  expect(excerptOf('مرحبـــــــــــا بكم. أهلا.', { lang: 'ar', limit: 10 })).toBe('مرحبـــــــــــا بكم.')
})

test('a language tag misspelt by a feed does no harm', () => {
  for (const lang of ['ar_EG', 'arabic!', '', 'x-klingon', 'zz', null]) {
    expect(excerptOf('وصل القطار. غادر الركاب.', { lang, limit: 15 })).toBe('وصل القطار.')
  }
})

test('an empty post has an empty excerpt', () => {
  expect(excerptOf(' \n\u200f', { lang: 'ar' })).toBe('')
})

test('no excerpt is longer than its limit, spans lines, or breaks a letter', () => {
  const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
  const piece = fc.constantFrom(
    'كلمة',
    ' ',
    '. ',
    '؟ ',
    'word',
    '\n',
    '🚀',
    'مُ',
    'د.',
    '\u202e',
    '日本。',
    'a'.repeat(30),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 2, max: 80 }), (pieces, limit) => {
      const excerpt = excerptOf(pieces.join(''), { lang: 'ar', limit })
      expect([...graphemes.segment(excerpt)].length).toBeLessThanOrEqual(limit)
      expect(excerpt).toBe(oneLine(stripBidiControls(excerpt)))
      expect(excerpt.isWellFormed()).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a book-long text costs no more than a page', () => {
  const started = performance.now()
  excerptOf('كلمة '.repeat(200_000), { lang: 'ar' })
  expect(performance.now() - started).toBeLessThan(300)
})

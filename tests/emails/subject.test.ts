import { expect, test } from '@jest/globals'
import { visibleLength } from '../../emails/cut.ts'
import { renderDigest } from '../../emails/render.ts'
import type { DigestPost } from '../../src/domain/digest.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { contentIn, newsletterIn, postIn, salma } from './examples.ts'

const subjectOf = async (lang: Locale, posts: readonly DigestPost[], more = 0, asTest = false): Promise<string> =>
  (await renderDigest(contentIn(lang, 0, { posts, more }), newsletterIn(lang), salma, { test: asTest })).subject

const titled = (lang: Locale, title: string): DigestPost => postIn(lang, 0, { title })

test('a digest of one post is called what the post is called', async () => {
  expect(await subjectOf('ar', [postIn('ar', 0)])).toBe('لماذا تنسى الطوابير')
  expect(await subjectOf('en', [postIn('en', 0)])).toBe('Why queues are forgotten')
})

test.each([
  [1, 'لماذا تنسى الطوابير، ومقال آخر'],
  [2, 'لماذا تنسى الطوابير، ومقالان آخران'],
  [3, 'لماذا تنسى الطوابير، و٣ مقالات أخرى'],
  [11, 'لماذا تنسى الطوابير، و١١ مقالًا آخر'],
  [100, 'لماذا تنسى الطوابير، و١٠٠ مقال آخر'],
])('with %i posts besides, the Arabic subject counts them as Arabic does', async (more, subject) => {
  expect(await subjectOf('ar', [postIn('ar', 0)], more)).toBe(subject)
})

test('shown and unshown posts count together', async () => {
  expect(await subjectOf('en', [postIn('en', 0), postIn('en', 1)])).toBe('Why queues are forgotten, and one more')
  expect(await subjectOf('en', [postIn('en', 0), postIn('en', 1)], 4)).toBe('Why queues are forgotten, and 5 more')
})

test('a title that ends in a question mark takes no comma after it', async () => {
  expect(await subjectOf('ar', [titled('ar', 'من يصلح الشارع؟')], 4)).toBe('من يصلح الشارع؟ و٤ مقالات أخرى')
})

test('a test says so in front', async () => {
  expect(await subjectOf('ar', [postIn('ar', 0)], 0, true)).toBe('[تجربة] لماذا تنسى الطوابير')
  expect(await subjectOf('en', [postIn('en', 0)], 0, true)).toBe('[Test] Why queues are forgotten')
})

test('a long title is cut between words, never the count behind it, to 70 characters', async () => {
  const long = 'كيف يصلح الجيران شارعهم حين تنسى البلدية المصابيح والأرصفة والحدائق الصغيرة بين البيوت'
  const subject = await subjectOf('ar', [titled('ar', long)], 4)
  expect(subject).toMatch(/^كيف يصلح الجيران .*… و٤ مقالات أخرى$/)
  expect(visibleLength(subject)).toBeLessThanOrEqual(70)
  const kept = subject.slice(0, subject.indexOf('…'))
  expect(long.startsWith(`${kept} `)).toBe(true)
})

test('one endless word is cut all the same', async () => {
  const subject = await subjectOf('en', [titled('en', 'a'.repeat(500))], 100)
  expect([69, 70]).toContain(visibleLength(subject))
  expect(subject).toMatch(/^a+… and 100 more$/)
})

test('combined letters and emoji are never cut in two', async () => {
  const family = '👨‍👩‍👧‍👦'
  expect(await subjectOf('en', [titled('en', family.repeat(80))])).toBe(`${family.repeat(69)}…`)
})

test('an Arabic subject that begins with a Latin word is laid out from the right, by one U+200F', async () => {
  expect(await subjectOf('ar', [titled('ar', 'WordPress 6.9 متاح')])).toBe('\u200fWordPress 6.9 متاح')
  expect(await subjectOf('ar', [titled('ar', '3 أخبار')])).toBe('3 أخبار')
  expect(await subjectOf('en', [titled('en', 'أخبار and news')])).toBe('أخبار and news')
})

test('line breaks and direction marks in a title never reach the subject', async () => {
  const subject = await subjectOf('en', [titled('en', 'Hello\r\nBcc: a@b.example\u2028x \u202Egpj.exe\u2066\u0000')])
  expect(subject).toBe('Hello Bcc: a@b.example x gpj.exe')
})

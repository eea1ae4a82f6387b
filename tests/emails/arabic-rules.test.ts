import { expect, test } from '@jest/globals'
import { lintMail } from '../../emails/lint.ts'
import { renderDigest } from '../../emails/render.ts'
import { contentIn, newsletterIn, postIn, salma, times } from './examples.ts'

const arabic = newsletterIn('ar')
const mixed = contentIn('ar', 0, { posts: [postIn('ar', 0), postIn('en', 1), postIn('ar', 2)], more: 3 })

test.each([1, 12, 30])('an Arabic digest of %i posts breaks none of the rules', async (count) => {
  const mail = await renderDigest(contentIn('ar', count), arabic, salma)
  expect(lintMail(mail, 'ar')).toEqual([])
})

test.each([1, 12, 30])('an English digest of %i posts breaks none of the rules', async (count) => {
  const mail = await renderDigest(contentIn('en', count), newsletterIn('en'), salma)
  expect(lintMail(mail, 'en')).toEqual([])
})

test('rule 1: html, body and the outermost block carry language and direction', async () => {
  const { html } = await renderDigest(contentIn('ar', 1), arabic, salma)
  expect(html).toMatch(/<html lang="ar" dir="rtl"/)
  expect(html).toMatch(/<body lang="ar" dir="rtl"/)
  expect(html).toMatch(/role="article" lang="ar" dir="rtl"/)
})

test('rule 2: no style of an Arabic mail says direction:ltr, not even round an English post', async () => {
  for (const content of [contentIn('ar', 12), mixed]) {
    const { html } = await renderDigest(content, arabic, salma)
    expect(html.match(/direction:\s*ltr/g)).toBeNull()
  }
})

test('rule 6: an English post inside an Arabic digest stays English, left to right and on the left', async () => {
  const mail = await renderDigest(mixed, arabic, salma)
  const { html } = mail
  const post = html.slice(html.lastIndexOf('<td', html.indexOf('<div lang="en" dir="ltr">')))
  expect(post).toMatch(/^<td\s+align="left"/)
  expect(post).toMatch(/text-align:left[^>]*>\s*<div lang="en" dir="ltr">/)
  expect(post.slice(0, post.indexOf('</div></div>'))).toContain('Read more →')
  expect(lintMail(mail, 'ar')).toEqual([])
})

test('rule 6: an Arabic post inside an English digest stays Arabic, right to left and on the right', async () => {
  const content = contentIn('en', 1, { posts: [postIn('en', 0), postIn('ar', 1)] })
  const mail = await renderDigest(content, newsletterIn('en'), salma)
  expect(mail.html).toMatch(/text-align:right[^>]*>\s*<div lang="ar" dir="rtl">/)
  expect(mail.html).toContain('متابعة القراءة ←')
  expect(lintMail(mail, 'en')).toEqual([])
})

test('rule 6: a post whose language nobody knows is taken by its direction', async () => {
  const posts = [postIn('en', 0, { lang: null }), postIn('ar', 1, { lang: 'x"><script>' })]
  const { html } = await renderDigest(contentIn('ar', 0, { posts }), arabic, salma)
  expect(html).toContain('<div lang="en" dir="ltr">')
  expect(html).toContain('<div lang="ar" dir="rtl">')
})

test('a French post keeps the reader’s own words for "read more", set apart in their direction', async () => {
  const posts = [postIn('en', 0, { lang: 'fr-CA', title: 'La bibliothèque de nuit' })]
  const { html } = await renderDigest(contentIn('ar', 0, { posts }), arabic, salma)
  expect(html).toContain('<div lang="fr-CA" dir="ltr">')
  expect(html).toContain('<bdi lang="ar" dir="rtl">متابعة القراءة ←</bdi>')
})

test('rule 8: a post that calls itself English but reads from the right keeps its arrow pointing forward', async () => {
  const posts = [postIn('ar', 0, { lang: 'en' })]
  const mail = await renderDigest(contentIn('ar', 0, { posts }), arabic, salma)
  expect(mail.html).toContain('<bdi lang="en" dir="ltr">Read more →</bdi>')
  expect(lintMail(mail, 'ar')).toEqual([])
})

test('rule 8: the arrow after "read more" points where reading goes', async () => {
  expect((await renderDigest(contentIn('ar', 1), arabic, salma)).html).toContain('متابعة القراءة ←')
  expect((await renderDigest(contentIn('en', 1), newsletterIn('en'), salma)).html).toContain('Read more →')
})

test('rule 10: the preheader names the next posts, carries no direction marks and is padded', async () => {
  const { html } = await renderDigest(contentIn('ar', 3), arabic, salma)
  const preheader = /display:none[^>]*>([^<]*)</.exec(html)?.[1] ?? ''
  expect(preheader).toMatch(/^المكتبة التي تفتح أبوابها ليلًا، خريطة جديدة لمسارات الدراجات/)
  expect(times(preheader, '\u00a0\u200c')).toBeGreaterThan(30)
})

test('rule 12: names and addresses from outside stand isolated in the sentences round them', async () => {
  const { html } = await renderDigest(contentIn('ar', 1), newsletterIn('ar', { name: 'City Letter' }), salma)
  expect(html).toContain('«<bdi>City Letter</bdi>»')
  expect(html).toContain('<bdi dir="ltr">salma@reader.example</bdi>')
  expect(html).toContain('<bdi>ليلى حداد</bdi>')
})

test('rules 17 and 18: Arabic is set in fonts that have it, large enough and with room for its marks', async () => {
  const { html } = await renderDigest(contentIn('ar', 2), arabic, salma)
  expect(html).toContain("font-family:'Segoe UI',Tahoma,'Geeza Pro','Noto Sans Arabic',Arial,sans-serif")
  expect(html).toMatch(/font-size:17px;line-height:1\.8;text-align:right/)
  expect(html).toMatch(/<!--\[if mso\]><style>[^<]*Tahoma[^<]*mso-line-height-rule:exactly/)
})

test('rules 22 and 23: dates are Gregorian days of the newsletter’s zone in its digits', async () => {
  const inRiyadh = await renderDigest(contentIn('ar', 1), arabic, salma)
  expect(inRiyadh.html).toContain('٢١ نوفمبر ٢٠٢٦')
  const inLondon = await renderDigest(
    contentIn('ar', 1),
    newsletterIn('ar', { digits: 'latn', timeZone: 'Europe/London' }),
    salma,
  )
  expect(inLondon.html).toContain('20 نوفمبر 2026')
  expect(inLondon.text).toContain('20 نوفمبر 2026')
})

test('rule 34: a line of the text part that starts with a foreign word begins with one U+200F, links never do', async () => {
  const posts = [postIn('ar', 0, { title: 'WordPress 6.9 متاح' }), postIn('en', 1)]
  const { text } = await renderDigest(contentIn('ar', 0, { posts }), arabic, salma)
  const lines = text.split('\n')
  expect(lines).toContain('\u200fWordPress 6.9 متاح')
  expect(lines).toContain('The library that opens at night')
  expect(lines.filter((line) => line.includes('https://')).every((line) => line.startsWith('https://'))).toBe(true)
})

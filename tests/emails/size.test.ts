import { expect, test } from '@jest/globals'
import { bytesOf, mailBudget } from '../../emails/budget.ts'
import { renderDigest } from '../../emails/render.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { contentIn, newsletterIn, postIn, salma, times } from './examples.ts'

/** Bytes of a part in base64, with its line ends. */
const inBase64 = (bytes: number): number => Math.ceil((bytes * 4) / 3 / 76) * 78

test.each<Locale>(['ar', 'en'])('twelve posts with images stay comfortable in %s', async (lang) => {
  const { html } = await renderDigest(contentIn(lang, 12), newsletterIn(lang), salma)
  expect(bytesOf(html)).toBeLessThan(mailBudget.comfortable)
  expect(times(html, '<h2')).toBe(12)
})

test.each<Locale>(['ar', 'en'])(
  'sixty posts never exceed the limit in %s: the tail is counted instead',
  async (lang) => {
    const { html, text, subject } = await renderDigest(contentIn(lang, 60, { more: 5 }), newsletterIn(lang), salma)
    expect(bytesOf(html)).toBeLessThanOrEqual(mailBudget.hardLimit)
    const shown = times(html, '<h2')
    expect(shown).toBeGreaterThan(18)
    const hidden = new Intl.NumberFormat(lang === 'ar' ? 'ar-u-nu-arab' : 'en').format(65 - shown)
    expect(html).toContain(hidden)
    expect(text).toContain(hidden)
    expect(subject).toContain(new Intl.NumberFormat(lang === 'ar' ? 'ar-u-nu-arab' : 'en').format(64))
    expect(html).toContain(salma.unsubscribeUrl)
    expect(html.endsWith('</html>')).toBe(true)
  },
)

test('the largest mail fits below Gmail’s clip even in base64, its links within the first 95 per cent', () => {
  expect(inBase64(mailBudget.hardLimit)).toBeLessThan(102_000)
  expect(mailBudget.hardLimit).toBeLessThan(0.95 * 90_000)
})

test('a post that is nothing but length cannot fill a mail', async () => {
  const endless = postIn('en', 0, {
    title: 'word '.repeat(50_000),
    excerpt: 'و'.repeat(500_000),
    author: 'a'.repeat(10_000),
    categories: ['c'.repeat(10_000)],
    url: `https://city.example/${'x'.repeat(100_000)}`,
    image: { url: `https://city.example/${'x'.repeat(100_000)}`, alt: '', width: 10, height: 10 },
  })
  const content = contentIn('en', 0, { posts: Array.from({ length: 12 }, () => endless) })
  const { html } = await renderDigest(content, newsletterIn('en'), salma)
  expect(bytesOf(html)).toBeLessThan(mailBudget.comfortable)
})

test('what a reader brings stands at the foot, as late as it can', async () => {
  const { html } = await renderDigest(contentIn('ar', 12), newsletterIn('ar'), salma)
  const first = Math.min(...Object.values(salma).map((part) => html.indexOf(part)))
  expect(bytesOf(html.slice(0, first)) / bytesOf(html)).toBeGreaterThan(0.95)
})

import { expect, test } from '@jest/globals'
import { contrast } from '../../emails/colour.ts'
import { renderDigest } from '../../emails/render.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { contentIn, newsletterIn, postIn, salma, times } from './examples.ts'

const greeting = { ar: 'صباح الخير من المدينة', en: 'Good morning from the city' }

/** The words a person would read in an HTML part. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(style|title)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

test.each<Locale>(['ar', 'en'])('in %s, HTML and text hold the same posts in the same order', async (lang) => {
  const posts = Array.from({ length: 12 }, (_, index) =>
    postIn(lang, index, { excerpt: `(${index}) ${greeting[lang]}` }),
  )
  const content = contentIn(lang, 0, { posts, more: 4, note: greeting[lang] })
  const { html, text } = await renderDigest(content, newsletterIn(lang), salma)
  const seen = wordsOf(html.slice(html.indexOf('role="article"')))
  for (const part of [seen, text]) {
    const places = posts.flatMap(({ title, excerpt }) => [part.indexOf(title), part.indexOf(excerpt)])
    expect(Math.min(...places)).toBeGreaterThan(part.indexOf(greeting[lang]))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(times(part, posts[0]?.author ?? '')).toBe(12)
  }
  for (const { url } of posts) {
    expect(text.split('\n')).toContain(url)
    expect(html).toContain(`href="${url}"`)
  }
})

test.each<[Locale, string, string, string]>([
  ['ar', 'لأنك اشتركت في «نشرة المدينة»', 'إلغاء الاشتراك', 'تفضيلات الاشتراك'],
  ['en', 'because you subscribed to The City Letter', 'Unsubscribe', 'Preferences'],
])('in %s, the foot says why, to whom, from whom and where, and how to leave', async (lang, reason, leave, choose) => {
  const { html, text } = await renderDigest(contentIn(lang, 1), newsletterIn(lang), salma)
  for (const words of [wordsOf(html).replaceAll('« ', '«').replaceAll(' »', '»'), text]) {
    for (const piece of [reason, leave, choose, salma.address, newsletterIn(lang).sender.name])
      expect(words).toContain(piece)
    for (const line of newsletterIn(lang).postalAddress.split('\n')) expect(words).toContain(line)
  }
  for (const url of [salma.unsubscribeUrl, salma.preferencesUrl]) {
    expect(html).toContain(`href="${url}"`)
    expect(text.split('\n')).toContain(url)
  }
})

test('an editor’s note keeps its paragraphs and lines and reads in its own direction', async () => {
  const content = contentIn('ar', 1, { note: 'Good morning,\r\nall <of> you\n\nEnjoy' })
  const { html, text } = await renderDigest(content, newsletterIn('ar'), salma)
  expect(html).toContain('كلمة التحرير')
  expect(html).toMatch(/text-align:left[^>]*>\s*<div lang="en" dir="ltr">/)
  expect(html).toContain('Good morning,<br>all &lt;of&gt; you</p>')
  expect(text).toContain('\n\nGood morning,\nall <of> you\n\nEnjoy\n\n')
})

test.each([
  [0, null],
  [1, 'ومقال آخر على الموقع'],
  [2, 'ومقالان آخران على الموقع'],
  [3, 'و٣ مقالات أخرى على الموقع'],
  [11, 'و١١ مقالًا آخر على الموقع'],
  [100, 'و١٠٠ مقال آخر على الموقع'],
])('with %i posts more, an Arabic digest counts them as Arabic does', async (more, words) => {
  const { html, text } = await renderDigest(contentIn('ar', 2, { more }), newsletterIn('ar'), salma)
  expect(html.includes('على الموقع')).toBe(words !== null)
  expect(text).toContain(words ?? 'إلغاء')
  expect(html).toContain(words === null ? 'إلغاء' : `>${words}</a>`)
})

test.each([
  [1, 'And one more on the site'],
  [7, 'And 7 more on the site'],
])('with %i posts more, an English digest says so and leads there', async (more, words) => {
  const { html, text } = await renderDigest(contentIn('en', 2, { more }), newsletterIn('en'), salma)
  expect(html).toMatch(new RegExp(`<a [^>]*href="https://city.example/"[^>]*>${words}</a>`))
  expect(text).toContain(`${words}:\nhttps://city.example/\n`)
})

test('a newsletter without a site still counts what it does not show', async () => {
  const { html, text } = await renderDigest(
    contentIn('en', 1, { more: 7 }),
    newsletterIn('en', { siteUrl: null }),
    salma,
  )
  expect(html).toContain('>And 7 more on the site</p>')
  expect(text).toContain('\nAnd 7 more on the site\n')
})

test('a post without a title is headed by the start of its excerpt, which then goes on below', async () => {
  const post = postIn('en', 0, { title: ' ' })
  const { html, subject } = await renderDigest(contentIn('en', 0, { posts: [post] }), newsletterIn('en'), salma)
  const start = 'You stand in line for half an hour and forget it minutes later'
  expect(subject.startsWith(start)).toBe(true)
  expect(html).toMatch(new RegExp(`<h2[^>]*><a[^>]*>${start}[^<]*…</a></h2>`))
  expect(times(html, `>${start}`)).toBe(2)
})

test('a post without title and excerpt is still a link', async () => {
  const posts = [postIn('ar', 0, { title: '', excerpt: '' })]
  const { html, subject } = await renderDigest(contentIn('ar', 0, { posts }), newsletterIn('ar'), salma)
  expect(subject).toBe('بلا عنوان')
  expect(html).toContain(`href="${posts[0]?.url}"`)
})

test('a post without image, author and category is a card of words', async () => {
  const posts = [postIn('ar', 0), postIn('ar', 1, { image: null, author: null, categories: [] })]
  const { html } = await renderDigest(contentIn('ar', 0, { posts }), newsletterIn('ar'), salma)
  expect(times(html, '<img')).toBe(1)
  expect(html).not.toContain('<bdi></bdi>')
})

test('an image never stands larger than it is, and always has words for those who do not see it', async () => {
  const small = { url: 'https://city.example/s.png', alt: '', width: 90, height: 90 }
  const posts = [postIn('en', 0, { image: small }), postIn('en', 1, { image: { ...small, height: null } })]
  const { html } = await renderDigest(contentIn('en', 0, { posts }), newsletterIn('en'), salma)
  expect(html.match(/<img[^>]*>/g)?.map((image) => /width="(\d+)"/.exec(image)?.[1])).toEqual(['90', '90'])
  expect(html).not.toContain('alt=""')
  expect(html).toContain('alt="Why queues are forgotten"')
})

test.each(['#ffee00', '#101010', '#1d5c8a', '#ffffff'])(
  'a newsletter coloured %s has legible links',
  async (colour) => {
    const { html } = await renderDigest(contentIn('en', 1), newsletterIn('en', { colour }), salma)
    const link = /class="tint"[^>]*color:(#[0-9a-f]{6})/.exec(html)?.[1] ?? ''
    const dark = /\.tint\{color:(#[0-9a-f]{6})/.exec(html)?.[1] ?? ''
    expect(contrast(link, '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(dark, '#1f1d1a')).toBeGreaterThanOrEqual(4.5)
    expect(html).toContain(`border-top:4px solid ${colour}`)
  },
)

import { crc32, inflateSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { createDemoSite, demoReserve, type DemoSite } from '../../src/embedded/demo-site.ts'
import { arabicPublication } from '../../src/embedded/demo-texts.ar.ts'
import { englishPublication } from '../../src/embedded/demo-texts.en.ts'
import { parseXmlFeed } from '../../src/sources/parse-xml-feed.ts'
import type { FeedEntry } from '../../src/sources/feed-document.ts'

const baseUrl = 'http://127.0.0.1:3000'
const startedAt = new Date('2026-11-22T10:00:00Z')
const week = 7 * 24 * 3_600_000

const openSite = (published: readonly Date[] = []): DemoSite =>
  createDemoSite({ baseUrl, startedAt, published: () => published })
const entriesOf = (site: DemoSite, lang: 'ar' | 'en'): readonly FeedEntry[] =>
  parseXmlFeed(site.feed(lang).body, `${baseUrl}/dev/site/${lang}/feed.xml`).entries

/** What is left open or crossed in a document, and every sign that should have been written as an entity. */
const faultsIn = (xml: string): string[] => {
  const open: string[] = []
  const faults = xml.match(/&(?!(?:amp|lt|gt|quot|#39);)/g)?.map(String) ?? []
  for (const [, closing, name, rest] of xml.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*\s*\/?)>/g)) {
    if (closing && open.pop() !== name) faults.push(`</${name}>`)
    if (!closing && !rest?.endsWith('/')) open.push(`${name}`)
  }
  const outside = xml.replaceAll(/<\?xml[^>]*\?>|<\/?[\w:]+(?:\s+[\w:]+="[^"<]*")*\s*\/?>/g, '')
  return [...faults, ...open, ...(outside.match(/[<>]/g) ?? [])]
}

test.each(['ar', 'en'] as const)('the %s feed is well-formed and dated over the two weeks before the start', (lang) => {
  const site = openSite()
  expect(faultsIn(site.feed(lang).body)).toEqual([])
  const entries = entriesOf(site, lang)
  const ages = entries.map(({ published }) => startedAt.getTime() - (published?.getTime() ?? 0))
  expect(ages).toHaveLength(7)
  expect(ages).toEqual(ages.toSorted((one, other) => one - other))
  expect(Math.min(...ages)).toBeGreaterThan(0)
  expect(Math.max(...ages)).toBeLessThan(2 * week)
  expect(ages.filter((age) => age < week).length).toBeGreaterThanOrEqual(3)
  for (const entry of entries) {
    expect(entry).toMatchObject({ author: expect.any(String), categories: [expect.any(String)] })
    expect(entry.html.match(/<p>/g)?.length).toBeGreaterThanOrEqual(3)
    expect(entry.image?.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/dev\/site\/pictures\/[a-z-]+\.png$/)
  }
})

test('the Arabic feed holds one English post, and says so', () => {
  const english = entriesOf(openSite(), 'ar').filter(({ lang }) => lang === 'en')
  expect(english.map(({ title }) => title)).toEqual(['A Letter from the Map Room'])
  expect(english[0]?.html).toContain('<div lang="en" dir="ltr">')
})

test('each further article appears at its instant in both feeds, until the reserve is used up', () => {
  const instants = ['2026-11-22T10:05:00Z', '2026-11-23T08:00:00Z', '2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z']
  for (const lang of ['ar', 'en'] as const) {
    const first = entriesOf(openSite([new Date(instants[0] ?? '')]), lang)
    expect(first).toHaveLength(8)
    expect(first[0]?.published?.toISOString()).toBe('2026-11-22T10:05:00.000Z')
    expect(first.slice(1)).toEqual(entriesOf(openSite(), lang))
    expect(entriesOf(openSite(instants.map((instant) => new Date(instant))), lang)).toHaveLength(7 + demoReserve)
  }
})

test('an article has its page, in its own language and direction, once it has appeared', () => {
  const site = openSite()
  expect(site.article('ar', 'why-queues-forget')).toContain('<html lang="ar" dir="rtl">')
  expect(site.article('ar', 'letter-from-the-map-room')).toContain('<html lang="en" dir="ltr">')
  expect(site.article('en', 'why-queues-forget')).toBeNull()
  expect(site.article('ar', 'four-words')).toBeNull()
  expect(openSite([startedAt]).article('ar', 'four-words')).toContain('P@ssw0rd1')
  for (const { link } of entriesOf(site, 'en')) {
    expect(site.article('en', link?.split('/').at(-1) ?? '')).not.toBeNull()
    expect(site.home('en')).toContain(`href="${link}"`)
  }
})

/** Walks the chunks of a PNG and returns them; throws where a length or checksum is wrong. */
const chunksOf = (png: Buffer): { type: string; body: Buffer }[] => {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks: { type: string; body: Buffer }[] = []
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at)
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)))
    chunks.push({ type: png.toString('ascii', at + 4, at + 8), body: png.subarray(at + 8, end) })
    at = end + 4
  }
  return chunks
}

test('every article has a picture of its own that decodes and is light enough for mail', () => {
  const site = openSite()
  const slugs = [arabicPublication, englishPublication].flatMap(({ articles }) => articles.map(({ slug }) => slug))
  const pictures = slugs.map((slug) => site.picture(slug) ?? Buffer.alloc(0))
  for (const picture of pictures) {
    const [header, body, end] = chunksOf(picture)
    expect([header?.type, body?.type, end?.type]).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect([header?.body.readUInt32BE(0), header?.body.readUInt32BE(4)]).toEqual([1200, 630])
    expect(inflateSync(body?.body ?? Buffer.alloc(0))).toHaveLength((1 + 1200 * 3) * 630)
    expect(picture.length).toBeLessThan(60_000)
  }
  expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(20)
  expect(openSite().picture(slugs[0] ?? '')).toEqual(pictures[0])
  expect(site.picture('../secret')).toBeNull()
})

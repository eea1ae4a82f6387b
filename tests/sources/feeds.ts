import type { FeedSource } from '../../src/sources/feed.ts'
import { readFeed } from '../../src/sources/feed.ts'
import type { SourceReading } from '../../src/sources/reading.ts'
import type { Reply } from './web.ts'
import { openFetch, openWeb, reply } from './web.ts'

export const now = new Date('2026-11-22T12:00:00Z')

export const feedAt = (url: string, differences: Partial<FeedSource> = {}): FeedSource => ({
  url,
  etag: null,
  lastModified: null,
  since: null,
  ...differences,
})

/** Reads one document as a feed; `{url}` in it becomes its own address. */
export const read = async (
  body: string | Buffer,
  headers: Reply['headers'] = {},
  differences: Partial<FeedSource> = {},
): Promise<SourceReading> => {
  await using web = await openWeb((request, response) => {
    const text = typeof body === 'string' ? body.replaceAll('{url}', `http://${request.headers.host}`) : body
    reply(response, { headers, body: text })
  })
  await using fetch = openFetch()
  return await readFeed(fetch, feedAt(`${web.url}blog/feed`, differences), now)
}

export const rss = (items: string, channel = '') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>t</title>${channel}${items}</channel></rss>`

export const item = (inner: string) => `<item><link>https://site.example/a</link>${inner}</item>`

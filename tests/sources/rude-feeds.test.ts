import { expect, test } from '@jest/globals'
import { readFeed } from '../../src/sources/feed.ts'
import { feedAt, item, now, read, rss } from './feeds.ts'
import { faultOf, fixture, openFetch, openWeb, reply } from './web.ts'
import { openWordPress } from './wordpress-site.ts'

const windows1256 = (text: string): Buffer => {
  const letters = new Map(
    Array.from({ length: 256 }, (_, octet) => [new TextDecoder('windows-1256').decode(Uint8Array.of(octet)), octet]),
  )
  return Buffer.from(Array.from(text, (letter) => letters.get(letter) ?? 63))
}
const arabic = rss(item('<title>نشرة الصباح، الأحد</title>'))

test.each([
  ['windows-1256 in the prolog', windows1256(arabic.replace('?>', ' encoding="windows-1256"?>')), 'text/xml'],
  ['windows-1256 in the header', windows1256(arabic), 'text/xml; charset=windows-1256'],
  ['UTF-8 that the header calls ASCII', Buffer.from(arabic), 'text/xml; charset=no-such-set'],
  [
    'windows-1256 that the header calls UTF-8',
    windows1256(arabic.replace('?>', " encoding='cp1256'?>")),
    'text/xml; charset=utf-8',
  ],
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(arabic, 'utf16le')]), 'text/xml'],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${arabic}`), 'text/xml'],
])('%s is read as Arabic', async (_, body, type) => {
  expect((await read(body, { 'content-type': type })).posts[0]?.title).toBe('نشرة الصباح، الأحد')
})

test('a page leads to its feed, not to that of its comments', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const reading = await readFeed(fetch, feedAt(site.url), now)
  expect(reading).toMatchObject({ feedUrl: `${site.url}feed/`, posts: { length: 19 }, etag: null, lastModified: null })
})

test('a page that begins in its own way is known by its type, and a feed with a page’s type by its beginning', async () => {
  await using web = await openWeb((request, response) => {
    const body =
      request.url === '/'
        ? '<script>x</script><link rel=alternate type=application/rss+xml href="f?a=1&amp;b=2">'
        : rss(item('<title>t</title>'))
    reply(response, { headers: { 'content-type': 'text/html' }, body })
  })
  await using fetch = openFetch()
  const reading = await readFeed(fetch, feedAt(web.url), now)
  expect(reading).toMatchObject({ feedUrl: `${web.url}f?a=1&b=2`, posts: { length: 1 } })
})

test.each([
  ['a page without feed', '<!DOCTYPE html><html><head><title>x</title></head>', 'not_a_feed'],
  ['other XML', '<?xml version="1.0"?><svg></svg>', 'not_a_feed'],
  ['other JSON', '{"version":"1"}', 'not_a_feed'],
  ['RSS without channel', '<rss version="2.0"></rss>', 'not_a_feed'],
  ['plain words', 'hello', 'not_a_feed'],
  ['nothing', '', 'not_a_feed'],
  [
    'a page that names itself as its feed',
    '<html><link rel="alternate" type="application/rss+xml" href="{url}/blog/feed">',
    'not_a_feed',
  ],
])('%s is no feed', async (_, body, kind) => {
  expect((await faultOf(read(body))).kind).toBe(kind)
})

test('a status other than 200 is told with its retry time', async () => {
  await using web = await openWeb((_, response) =>
    reply(response, {
      status: 503,
      headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 12:05:00 GMT' },
      body: 'x',
    }),
  )
  await using fetch = openFetch()
  expect(await faultOf(readFeed(fetch, feedAt(web.url), now))).toMatchObject({
    kind: 'http_status',
    status: 503,
    retryAfterSeconds: 300,
  })
})

const laughs = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">${Array.from('bcdefghij', (name, n) => `<!ENTITY ${name} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]><rss><channel><item><title>&j;</title></item></channel></rss>`

test.each([
  ['a billion laughs', laughs, 'doctype'],
  [
    'an external entity',
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    'doctype',
  ],
  ['a late doctype', rss('<item></item>').replace('<channel>', '<!doctype x><channel>'), 'doctype'],
  ['100,000 nested elements', rss('<a>'.repeat(100_000)), 'malformed'],
  ['nesting behind wrongly closed elements', rss('<a></b>'.repeat(100_000)), 'malformed'],
  ['half a million elements', rss('<a/>'.repeat(500_000)), 'malformed'],
])('%s is refused before it can hurt', async (_, body, kind) => {
  const start = performance.now()
  expect((await faultOf(read(body))).kind).toBe(kind)
  expect(performance.now() - start).toBeLessThan(2000)
})

test.each([
  ['a million character references', rss(item(`<title>${'&#65;'.repeat(900_000)}</title>`))],
  ['five hundred posts', rss(item('<title>t</title><description>&lt;p&gt;x&lt;/p&gt;</description>').repeat(500))],
  ['an unclosed CDATA section', rss('').replace('</channel>', '<item><title><![CDATA['.repeat(50_000))],
  ['unclosed comments', rss('').replace('</channel>', '<!--'.repeat(500_000))],
  ['a doctype inside CDATA', rss(item('<title>t</title><description><![CDATA[<!DOCTYPE html>]]></description>'))],
])('%s is read in reasonable time', async (_, body) => {
  const start = performance.now()
  await read(body)
  expect(performance.now() - start).toBeLessThan(5000)
})

test('the recorded feed gives one post for each road it may come by, however often it is read', async () => {
  const text = await fixture('feed-rss2.xml', 'site.example')
  const [once, twice] = [await read(text), await read(text)]
  expect(twice.posts).toEqual(once.posts)
  expect(new Set(once.posts.flatMap(({ keys }) => keys)).size).toBe(once.posts.flatMap(({ keys }) => keys).length)
})

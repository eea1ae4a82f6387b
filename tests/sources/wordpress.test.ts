import { expect, test } from '@jest/globals'
import { readWordPress } from '../../src/sources/wordpress.ts'
import { faultOf, fixture, openFetch } from './web.ts'
import type { Twist } from './wordpress-site.ts'
import { json, now, openWordPress, sourceAt, titled } from './wordpress-site.ts'

test('a WordPress site is discovered and read whole, page by page', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const reading = await readWordPress(fetch, sourceAt(site.url), now)
  expect(reading).toMatchObject({
    via: 'rest',
    fallbackReason: null,
    apiRoot: `${site.url}wp-json/`,
    notModified: false,
  })
  expect(reading.posts).toHaveLength(19)
  expect(reading.seenUntil).toEqual(new Date('2026-11-21T10:30:00Z'))
  expect(titled(reading.posts, 'تلسكوب')).toMatchObject({
    title: 'تلسكوب جديد يرصد سحابة غبار حول نجم قريب',
    url: `${site.url}2026/11/${encodeURIComponent('تلسكوب-جديد-يرصد-سحابة-غبار-حول-نجم-قري')}/`,
    author: 'ليلى حداد',
    lang: 'ar',
    categories: ['أخبار', 'علوم'],
    tags: [],
    publishedAt: new Date('2026-11-20T03:00:00Z'),
    modifiedAt: new Date('2026-11-20T03:00:00Z'),
    image: { url: `${site.url}wp-content/uploads/2026/11/featured-0.jpg`, alt: '', width: 1200, height: 675 },
  })
})

test('each post carries its site and number, its guid and its address, strongest first', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url), now)
  const address = `${site.url}2026/11/release-notes-version-2-4-0/`
  expect(titled(posts, 'Release notes').keys).toEqual([`wp:${site.host}:32`, `guid:${address}`, `url:${address}`])
})

test('titles are plain words, a post without title is named by how it begins, and terms are decoded', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url), now)
  expect(titled(posts, 'HTTP/3')).toMatchObject({
    title: 'How we moved 40 services to HTTP/3 — and what broke',
    lang: 'en',
  })
  expect(titled(posts, 'اقتباس').title).toBe('عنوان فيه “اقتباس” & رموز <خاصة> وأسطر')
  expect(titled(posts, 'تدوينة').title).toBe('تدوينة بلا عنوان: يجب أن تظهر ببداية نصها.')
  expect(titled(posts, 'معرض').categories).toEqual(['ثقافة & فنون'])
})

test('an editor’s excerpt is kept, WordPress’s own is made anew in whole sentences', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url), now)
  expect(titled(posts, 'قهوة').excerpt).toBe('ثلاث طرق لتحضير القهوة في أقل من خمس دقائق.')
  expect(titled(posts, 'تلسكوب').excerpt).toMatch(/^رصد فريق من علماء الفلك.*أضعاف\.$/)
  expect(titled(posts, 'HTTP/3').excerpt).not.toContain('Metric')
})

test('the post with a Jetpack block is mailed without the block and without its heading', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const { html } = titled((await readWordPress(fetch, sourceAt(site.url), now)).posts, 'تلسكوب')
  expect(html).toContain('NIRSpec-2')
  expect(html).not.toMatch(/اكتشاف المزيد|اشترك|<form/)
})

test('the hostile post is harmless, the cluttered one tidy', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url), now)
  const hostile = titled(posts, 'انقطاع').html
  expect(hostile).not.toMatch(/script|onerror|javascript|style=/i)
  expect(hostile).toContain('<span>رابط</span>')
  const cluttered = titled(posts, 'معرض').html
  expect(cluttered).toContain(`<img src="${site.url}wp-content/uploads/lazy.jpg" alt="صالة العرض" />`)
  expect(cluttered).toContain(`<img src="${site.url}wp-content/uploads/rel.png" alt="" />`)
  expect(cluttered).not.toContain('unknown_shortcode')
})

test('a protected post is refused without a word of it, by the API as by the feed', async () => {
  for (const path of ['', '/wp-json/wp/v2/posts']) {
    await using site = await openWordPress((asked) => (asked.path === path ? { status: 403, body: 'no' } : undefined))
    await using fetch = openFetch()
    const reading = await readWordPress(fetch, sourceAt(site.url), now)
    expect(reading.refused).toEqual([expect.objectContaining({ reason: 'protected' })])
    expect(JSON.stringify(reading)).not.toMatch(/كلمة سر|Protected|password/)
    expect(reading.withdrawnKeys).toContain(reading.refused[0]?.key)
  }
})

test('the feed yields the same posts under the same keys as the API', async () => {
  await using site = await openWordPress()
  await using closedSite = await openWordPress(({ path }) =>
    path.startsWith('/wp-json') ? { status: 401, body: '{}' } : undefined,
  )
  await using fetch = openFetch()
  const rest = await readWordPress(fetch, sourceAt(site.url), now)
  const feed = await readWordPress(fetch, sourceAt(closedSite.url), now)
  const moved = (keys: readonly string[]) => keys.map((key) => key.replace(closedSite.host, site.host))
  expect(feed.posts).toHaveLength(19)
  for (const post of feed.posts) {
    const twin = rest.posts.find(({ url }) => url.endsWith(new URL(post.url).pathname))
    expect(twin?.keys).toEqual(expect.arrayContaining(moved(post.keys)))
    expect([post.lang, post.author, post.publishedAt, post.excerpt]).toEqual([
      twin?.lang,
      twin?.author,
      twin?.publishedAt,
      twin?.excerpt,
    ])
  }
})

const closedApis: readonly (readonly [string, Twist, object])[] = [
  [
    'forbidden',
    () => ({ status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Forbidden</html>' }),
    { kind: 'http_status', status: 403 },
  ],
  [
    'for members',
    () => ({ status: 401, headers: json, body: '{"code":"rest_not_logged_in"}' }),
    { kind: 'http_status', status: 401 },
  ],
  [
    'absent',
    () => ({ status: 404, headers: json, body: '{"code":"rest_no_route"}' }),
    { kind: 'http_status', status: 404 },
  ],
  [
    'a page',
    () => ({ headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><html></html>' }),
    { kind: 'not_json', status: null },
  ],
  [
    'spoilt by a notice',
    () => ({ headers: json, body: '<b>Notice</b>: x [{"id":1}]' }),
    { kind: 'not_json', status: null },
  ],
  ['something else', () => ({ headers: json, body: '{"hello":1}' }), { kind: 'malformed', status: null }],
  ['endless', () => ({ headers: json, body: Buffer.alloc(6_000_000, ' ') }), { kind: 'too_large', status: null }],
]

test.each(closedApis)('where the API is %s, the feed is read and the reason told', async (_, twist, reason) => {
  await using site = await openWordPress((asked) => (asked.path.startsWith('/wp-json/wp') ? twist(asked) : undefined))
  await using fetch = openFetch()
  const reading = await readWordPress(fetch, sourceAt(site.url), now)
  expect(reading).toMatchObject({
    via: 'feed',
    fallbackReason: reason,
    etag: '"fcf0a322"',
    feedUrl: `${site.url}feed/`,
  })
  expect(reading.posts).toHaveLength(19)
})

test('where the feed is closed too, the API’s fault is what is told', async () => {
  await using site = await openWordPress(({ path }) => (path === '/' ? undefined : { status: 403, body: 'no' }))
  await using fetch = openFetch()
  expect(await faultOf(readWordPress(fetch, sourceAt(site.url), now))).toMatchObject({
    kind: 'http_status',
    status: 403,
  })
})

test('a site that asks for patience is not asked for its feed', async () => {
  await using site = await openWordPress(() => ({ status: 429, headers: { 'retry-after': '120' }, body: 'slow down' }))
  await using fetch = openFetch()
  const fault = await faultOf(readWordPress(fetch, sourceAt(site.url, { apiRoot: `${site.url}wp-json/` }), now))
  expect(fault).toMatchObject({ kind: 'http_status', status: 429, retryAfterSeconds: 120 })
  expect(site.asked).toHaveLength(1)
})

test('a site without pretty addresses, and one that names its API only in the page, are found too', async () => {
  await using plain = await openWordPress(async ({ path, query, host }) => {
    if (path === '/' && !query.has('rest_route')) return { body: '<p>no link anywhere</p>' }
    if (query.get('rest_route') !== '/wp/v2/posts') return undefined
    return { headers: { ...json, 'x-wp-totalpages': '1' }, body: await fixture('posts-page1.json', host) }
  })
  await using inPage = await openWordPress(({ path, host }) =>
    path === '/'
      ? { body: `<html><head><link rel='https://api.w.org/' href='http://${host}/wp-json/' /></head>` }
      : undefined,
  )
  await using fetch = openFetch()
  expect(await readWordPress(fetch, sourceAt(plain.url), now)).toMatchObject({
    via: 'rest',
    apiRoot: `${plain.url}?rest_route=/`,
  })
  expect(await readWordPress(fetch, sourceAt(inPage.url), now)).toMatchObject({
    via: 'rest',
    apiRoot: `${inPage.url}wp-json/`,
  })
})

test('a known API root is used as it is, and looked for again when the site has moved it', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  await readWordPress(fetch, sourceAt(site.url, { apiRoot: `${site.url}wp-json/` }), now)
  expect(site.asked.some(({ path }) => path === '/')).toBe(false)
  const moved = await readWordPress(fetch, sourceAt(site.url, { apiRoot: `${site.url}old/wp-json/` }), now)
  expect(moved).toMatchObject({ via: 'rest', apiRoot: `${site.url}wp-json/` })
})

test('without totals in the headers, pages are read until the API says there are no more', async () => {
  await using site = await openWordPress(async ({ path, query, host }) => {
    if (path !== '/wp-json/wp/v2/posts') return undefined
    const page = Number(query.get('page') ?? '1')
    if (page > 2) return { status: 400, headers: json, body: await fixture('posts-page3-error.json', host) }
    return { headers: json, body: await fixture(`posts-page${page}.json`, host) }
  })
  await using fetch = openFetch()
  const reading = await readWordPress(fetch, sourceAt(site.url, { since: new Date('2026-11-20T00:00:00Z') }), now)
  expect(reading).toMatchObject({ via: 'rest' })
  expect(reading.posts).toHaveLength(19)
})

test('posts that are private, for subscribers only, empty or senseless are refused one by one', async () => {
  const [sample] = JSON.parse(await fixture('posts-page1.json', 'site.example')) as [Record<string, unknown>]
  const odd = [
    { id: 101, status: 'private' },
    { id: 102, meta: { _jetpack_newsletter_access: 'paid_subscribers' } },
    {
      id: 103,
      content: { rendered: ' <p>&nbsp;</p>' },
      title: { rendered: '' },
      excerpt: { rendered: '' },
      _embedded: {},
    },
    { id: 104, link: 'javascript:alert(1)' },
    { id: 'x' },
    {
      id: 105,
      meta: [],
      guid: null,
      excerpt: null,
      _embedded: { author: [{ code: 'rest_user_invalid_id' }], 'wp:term': 7 },
    },
  ].map((difference) => Object.assign({}, sample, difference))
  await using site = await openWordPress(({ path }) =>
    path.endsWith('/posts')
      ? { headers: { ...json, 'x-wp-totalpages': '1' }, body: JSON.stringify([...odd, null, 'post']) }
      : undefined,
  )
  await using fetch = openFetch()
  const { posts, refused } = await readWordPress(fetch, sourceAt(site.url), now)
  expect(posts).toMatchObject([{ author: null, categories: [], image: null }])
  expect(refused.map(({ reason }) => reason).toSorted()).toEqual(
    ['not_published', 'subscribers_only', 'empty', 'no_address', 'malformed', 'malformed', 'malformed'].toSorted(),
  )
})

const size = (width: number, mime_type: string) => ({
  source_url: `/p-${width}.${mime_type.slice(6)}`,
  width,
  height: width / 2,
  mime_type,
})

test('of a picture’s sizes the mail takes a JPEG between 600 and 1,200 pixels', async () => {
  const [sample] = JSON.parse(await fixture('posts-page1.json', 'site.example')) as [object]
  const media = {
    source_url: '/p.webp',
    mime_type: 'image/webp',
    alt_text: 'مطر &amp; نافذة',
    media_details: {
      width: 4000,
      height: 2000,
      sizes: {
        a: size(300, 'image/jpeg'),
        b: size(768, 'image/jpeg'),
        c: size(1024, 'image/webp'),
        d: size(2048, 'image/jpeg'),
      },
    },
  }
  const body = JSON.stringify([{ ...sample, _embedded: { 'wp:featuredmedia': [media] } }])
  await using site = await openWordPress(({ path }) =>
    path.endsWith('/posts') ? { headers: { ...json, 'x-wp-totalpages': '1' }, body } : undefined,
  )
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url), now)
  expect(posts[0]?.image).toEqual({
    url: 'http://site.example/p-768.jpeg',
    alt: 'مطر & نافذة',
    width: 768,
    height: 384,
  })
})

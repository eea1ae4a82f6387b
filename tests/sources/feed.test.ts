import { expect, test } from '@jest/globals'
import { readFeed } from '../../src/sources/feed.ts'
import { feedAt, item, now, read, rss } from './feeds.ts'
import { openFetch, openWeb, reply } from './web.ts'
import { openWordPress } from './wordpress-site.ts'

test('a WordPress feed is read in RSS as in Atom', async () => {
  await using site = await openWordPress()
  await using fetch = openFetch()
  for (const path of ['feed/', 'feed/atom/']) {
    const reading = await readFeed(fetch, feedAt(site.url + path), now)
    expect(reading).toMatchObject({ via: 'feed', posts: { length: 19 }, refused: [{ reason: 'protected' }] })
    expect(reading.posts.at(-1)).toMatchObject({
      title: 'تلسكوب جديد يرصد سحابة غبار حول نجم قريب',
      author: 'ليلى حداد',
      lang: 'ar',
      categories: ['أخبار', 'علوم'],
      publishedAt: new Date('2026-11-20T03:00:00Z'),
    })
    expect(reading.posts.at(-1)?.html).not.toMatch(/اكتشاف المزيد|<form/)
    expect(reading.posts.map(({ html }) => html).join('')).toContain('echo "ok &lt;3"')
  }
})

test('validators are given back verbatim, and "not modified" is taken at its word', async () => {
  await using web = await openWeb((request, response) => {
    const fresh =
      request.headers['if-none-match'] === 'W/"a b"' && request.headers['if-modified-since'] === 'yesterday, about noon'
    reply(
      response,
      fresh
        ? { status: 304, body: '' }
        : { headers: { etag: 'W/"a b"', 'last-modified': 'yesterday, about noon' }, body: rss('') },
    )
  })
  await using fetch = openFetch()
  const first = await readFeed(fetch, feedAt(web.url), now)
  expect(first).toMatchObject({ etag: 'W/"a b"', lastModified: 'yesterday, about noon', notModified: false })
  const again = await readFeed(fetch, feedAt(web.url, { etag: first.etag, lastModified: first.lastModified }), now)
  expect(again).toMatchObject({ notModified: true, posts: [], etag: 'W/"a b"', lastModified: 'yesterday, about noon' })
})

test('what makes a post the same is its guid as it stands, its WordPress number and its canonical address', async () => {
  const guid = '<guid isPermaLink="false">http://site.example:8080/?p=123</guid>'
  const link = '<link>https://site.example/%d8%ae%d8%a8%d8%b1/?utm_source=rss&amp;x=1</link>'
  const { posts } = await read(rss(`<item>${link}${guid}<title>خبر</title></item>`))
  expect(posts[0]?.keys).toEqual([
    'wp:site.example:8080:123',
    'guid:http://site.example:8080/?p=123',
    'url:https://site.example/%D8%AE%D8%A8%D8%B1/?x=1',
  ])
  const { posts: numbered } = await read(
    rss(item('<title>x</title><post-id xmlns="com-wordpress:feed-additions:1">77</post-id>')),
  )
  expect(numbered[0]?.keys[0]).toBe('wp:site.example:77')
  const { posts: long } = await read(rss(item(`<title>x</title><guid>${'g'.repeat(5000)}</guid>`)))
  expect(long[0]?.keys[0]).toMatch(/^guid:sha256:[0-9a-f]{64}$/)
})

test.each([
  ['<title>Dash &amp;amp;#8211; twice</title>', 'Dash – twice'],
  ['<title>عنوان &#8220;مقتبس&#8221; &#038; رموز</title>', 'عنوان “مقتبس” & رموز'],
  ['<title><![CDATA[<b>عريض</b> &amp; عادي]]></title>', 'عريض & عادي'],
  ['<title>Using &lt;div&gt; and &lt;T&gt;</title>', 'Using <div> and <T>'],
  ['<title>a\n\t b</title>', 'a b'],
])('%s reads %j', async (title, expected) => {
  const { posts } = await read(rss(item(title)))
  expect(posts[0]?.title).toBe(expected)
})

test('the whole text is preferred to the description, and code in it stays code', async () => {
  const full = '<content:encoded><![CDATA[<p>النص كاملاً</p><pre>&lt;div&gt; &amp;amp;</pre>]]></content:encoded>'
  const { posts } = await read(rss(item(`<title>t</title><description>ملخص كتبه المحرر</description>${full}`)))
  expect(posts[0]?.html).toBe('<p>النص كاملاً</p><pre>&lt;div&gt; &amp;amp;</pre>')
  expect(posts[0]?.excerpt).toBe('ملخص كتبه المحرر')
  const { posts: short } = await read(
    rss(item('<title>t</title><description>&lt;p&gt;ملخص فقط&lt;/p&gt;</description>')),
  )
  expect(short[0]).toMatchObject({ html: '<p>ملخص فقط</p>', excerpt: 'ملخص فقط' })
})

test('relative addresses are resolved against the feed, its base and the post', async () => {
  const { posts } = await read(
    rss('<item><title>t</title><link>/posts/1</link><description>&lt;img src="pic.jpg"&gt;</description></item>'),
  )
  expect(posts[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/posts\/1$/)
  expect(posts[0]?.html).toMatch(/src="http:\/\/127\.0\.0\.1:\d+\/posts\/pic\.jpg"/)
  const atom =
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://site.example/x/"><entry xml:base="y/"><id>1</id><title>t</title><link href="z"/></entry></feed>'
  expect((await read(atom)).posts[0]?.url).toBe('https://site.example/x/y/z')
})

test('RSS 1.0, prefixed Atom and its three kinds of text are understood', async () => {
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>c</title></channel><item rdf:about="urn:1"><title>واحد</title><link>https://site.example/1</link><d:creator>سعاد</d:creator><d:date>2026-11-20T10:00:00+03:00</d:date></item></rdf:RDF>`
  expect((await read(rdf)).posts[0]).toMatchObject({
    title: 'واحد',
    author: 'سعاد',
    publishedAt: new Date('2026-11-20T07:00:00Z'),
  })
  const atom = `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id><a:title type="html">&lt;b&gt;ع&lt;/b&gt;</a:title><a:link href="https://site.example/1"/><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>س <br/>&lt;ص&gt;</p></div></a:content><a:updated>2026-11-20T10:00:00Z</a:updated></a:entry><a:entry><a:id>2</a:id><a:title>a &lt;b&gt;</a:title><a:link rel="self" href="https://site.example/self"/><a:link rel="alternate" href="https://site.example/2"/><a:summary>x &lt; y</a:summary></a:entry></a:feed>`
  const [first, second] = (await read(atom)).posts
  expect(first).toMatchObject({
    title: 'ع',
    html: '<div><p>س <br />&lt;ص&gt;</p></div>',
    publishedAt: new Date('2026-11-20T10:00:00Z'),
  })
  expect(second).toMatchObject({ title: 'a <b>', url: 'https://site.example/2', html: 'x &lt; y' })
})

test('JSON Feed is understood, and an odd item does not spoil the others', async () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    language: 'ar-SA',
    items: [
      {
        id: 7,
        url: '/7',
        title: 'أ & <ب>',
        content_text: 'سطر <أول>\n\nسطر ثانٍ',
        date_published: '2026-11-20T10:00:00+03:00',
        tags: ['علوم'],
        authors: [{ name: 'ليلى' }],
        image: '/7.jpg',
      },
      { id: '8', url: 'https://site.example/8', title: 5, content_html: '<p>x</p><script>y</script>' },
      'nothing',
    ],
  }
  const { posts } = await read(JSON.stringify(feed), { 'content-type': 'application/feed+json' })
  expect(posts).toMatchObject([
    {
      title: 'أ & <ب>',
      html: '<p>سطر &lt;أول&gt;</p><p>سطر ثانٍ</p>',
      author: 'ليلى',
      categories: ['علوم'],
      lang: 'ar',
      publishedAt: new Date('2026-11-20T07:00:00Z'),
    },
    { title: 'x', html: '<p>x</p>' },
  ])
  expect(posts[0]?.image?.url).toMatch(/\/7\.jpg$/)
})

test.each([
  ['Sat, 21 Nov 2026 10:30:00 +0300', '2026-11-21T07:30:00Z'],
  ['Sat, 21 Nov 2026 10:30:00 EST', '2026-11-21T15:30:00Z'],
  ['21 Nov 2026 10:30:00 GMT', '2026-11-21T10:30:00Z'],
  ['2026-11-21T10:30:00', '2026-11-21T10:30:00Z'],
  ['2026-11-21 10:30', '2026-11-21T10:30:00Z'],
  ['2026-11-21', '2026-11-21T00:00:00Z'],
  ['Thu, 01 Jan 1970 00:00:00 GMT', now.toISOString()],
  ['الجمعة', now.toISOString()],
  ['', now.toISOString()],
])('the date %j is taken for %s', async (written, instant) => {
  const { posts } = await read(rss(item(`<title>t</title><pubDate>${written}</pubDate>`)))
  expect(posts[0]?.publishedAt).toEqual(new Date(instant))
})

test('a post of tomorrow is refused as scheduled, and the feed is asked anew until it has come', async () => {
  const { posts, refused, etag } = await read(
    rss(item('<title>غدًا</title><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>')),
    { etag: '"1"' },
  )
  expect(posts).toEqual([])
  expect(refused).toEqual([{ key: 'url:https://site.example/a', url: 'https://site.example/a', reason: 'scheduled' }])
  expect(etag).toBeNull()
})

const dated = (name: string, date: string) =>
  `<item><title>${name}</title><link>https://site.example/${name}</link>${date}</item>`

test('long known posts are left out, undated and lately changed ones are not', async () => {
  const feed = rss(
    dated('old', '<pubDate>Sat, 01 Nov 2025 10:00:00 GMT</pubDate>') +
      dated('undated', '') +
      dated('new', '<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>'),
  )
  const { posts, seenUntil } = await read(feed, {}, { since: new Date('2026-11-21T00:00:00Z') })
  expect(posts.map(({ title }) => title)).toEqual(['undated', 'new'])
  expect(seenUntil).toEqual(now)
})

test('entries without an address or without anything in them are refused', async () => {
  const { posts, refused } = await read(
    rss(
      '<item><title>no link</title></item><item><link>javascript:alert(1)</link><title>x</title></item><item><guid>https://site.example/g</guid><title>by guid</title></item><item><link>https://site.example/e</link></item>',
    ),
  )
  expect(posts.map(({ url }) => url)).toEqual(['https://site.example/g'])
  expect(refused.map(({ reason }) => reason)).toEqual(['no_address', 'no_address', 'empty'])
})

test('pictures come from media elements, enclosures or a wide image in the text; authors never by mail address', async () => {
  const media =
    '<media:group><media:content url="/v.mp4" type="video/mp4"/><media:content url="/m.jpg" type="image/jpeg" width="800" height="400"/></media:group>'
  const { posts } = await read(
    rss(
      item(`<title>a</title><author>editor@site.example (ليلى)</author>${media}`) +
        item(
          '<title>b</title><author>editor@site.example</author><enclosure url="https://cdn.example/e.png" type="image/png" length="1"/>',
        ) +
        item(
          '<title>c</title><description>&lt;img src="/small.gif" width="40"&gt;&lt;img src="/wide.jpg" width="900" height="300" alt="مطر"&gt;</description>',
        ),
    ),
  )
  expect(posts.map(({ author }) => author)).toEqual(['ليلى', null, null])
  expect(posts[0]?.image).toMatchObject({ width: 800, height: 400 })
  expect(posts[1]?.image?.url).toBe('https://cdn.example/e.png')
  expect(posts[2]?.image).toEqual({ url: 'https://site.example/wide.jpg', alt: 'مطر', width: 900, height: 300 })
})

test('a summary-only WordPress feed does not give away the title of a protected post', async () => {
  const generator = '<generator>https://wordpress.org/?v=6.7</generator>'
  const { posts, refused } = await read(
    rss(item('<title>محمي: خبر</title><description>لا يوجد مقتطف</description>'), generator),
  )
  expect([posts.length, refused[0]?.reason]).toEqual([0, 'protected'])
})

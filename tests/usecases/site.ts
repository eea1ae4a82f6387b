import { json } from '../sources/wordpress-site.ts'
import { rss } from '../sources/feeds.ts'
import { openWeb, reply, type Reply } from '../sources/web.ts'

/** An article of a WordPress site, as its editors have it. */
export interface Article {
  readonly id: number
  title: string
  text: string
  author?: string
  category?: string
  published: Date
  modified?: Date
  /** What WordPress keeps to itself: `password` shows a form, the others nothing. */
  hidden?: 'password' | 'private' | 'future' | 'trash'
}

/** A site with a WordPress API and a feed, both telling of the same articles. */
export interface Site extends AsyncDisposable {
  readonly url: string
  readonly feedUrl: string
  readonly articles: Article[]
  addressOf(article: Article): string
}

const passwordForm = '<form class="post-password-form"></form>'

const stamp = (date: Date): string => date.toISOString().slice(0, 19)

const inApi = (article: Article, url: string) => ({
  id: article.id,
  date_gmt: stamp(article.published),
  modified_gmt: stamp(article.modified ?? article.published),
  status: article.hidden === 'private' || article.hidden === 'future' ? article.hidden : 'publish',
  link: `${url}a/${article.id}/`,
  guid: { rendered: `${url}?p=${article.id}` },
  title: { rendered: article.title },
  content: {
    rendered: article.hidden === 'password' ? passwordForm : `<p>${article.text}</p>`,
    protected: article.hidden === 'password',
  },
  excerpt: { rendered: '', protected: article.hidden === 'password' },
  _embedded: {
    author: article.author ? [{ name: article.author }] : [],
    'wp:term': [article.category ? [{ name: article.category, taxonomy: 'category' }] : []],
  },
})

const inFeed = (article: Article, url: string): string => `<item>
  <title>${article.title}</title><link>${url}a/${article.id}/</link><guid isPermaLink="false">${url}?p=${article.id}</guid>
  <pubDate>${article.published.toUTCString()}</pubDate><dc:creator>${article.author ?? ''}</dc:creator>
  ${article.category ? `<category>${article.category}</category>` : ''}
  <content:encoded><![CDATA[${article.hidden === 'password' ? passwordForm : `<p>${article.text}</p>`}]]></content:encoded></item>`

const gone = { status: 404, headers: json, body: '{"code":"rest_post_invalid_id"}' }

const answer = (articles: readonly Article[], asked: URL): Reply => {
  const url = `${asked.origin}/`
  const shown = articles.filter(({ hidden }) => hidden === undefined || hidden === 'password')
  const one = /^\/wp-json\/wp\/v2\/posts\/(\d+)$/.exec(asked.pathname)?.[1]
  const article = shown.find(({ id }) => String(id) === one)
  const included = asked.searchParams.get('include')?.split(',')
  const listed = shown.filter(({ id }) => included === undefined || included.includes(String(id)))
  if (one) return article ? { headers: json, body: JSON.stringify(inApi(article, url)) } : gone
  if (asked.pathname === '/wp-json/wp/v2/posts')
    return {
      headers: { ...json, 'x-wp-totalpages': '1' },
      body: JSON.stringify(listed.map((each) => inApi(each, url))),
    }
  if (asked.pathname === '/feed/')
    return {
      headers: { 'content-type': 'application/rss+xml' },
      body: rss(shown.map((each) => inFeed(each, url)).join('')),
    }
  return {
    headers: { 'content-type': 'text/html', link: `<${url}wp-json/>; rel="https://api.w.org/"` },
    body: '<title>موقع</title>',
  }
}

export const openSite = async (...articles: Article[]): Promise<Site> => {
  const web = await openWeb((request, response) =>
    reply(response, answer(articles, new URL(request.url ?? '/', `http://${request.headers.host}`))),
  )
  return {
    url: web.url,
    feedUrl: `${web.url}feed/`,
    articles,
    addressOf: ({ id }) => `${web.url}a/${id}/`,
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  }
}

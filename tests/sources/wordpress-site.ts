import type { FoundPost } from '../../src/domain/post.ts'
import type { WordPressSource } from '../../src/sources/wordpress.ts'
import type { Reply, Web } from './web.ts'
import { fixture, openWeb, reply } from './web.ts'

export interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  readonly host: string
}

/** What a site answers instead of the recorded WordPress; undefined leaves it to the record. */
export type Twist = (asked: Asked) => Reply | undefined | Promise<Reply | undefined>

export const json = { 'content-type': 'application/json; charset=UTF-8' }

const listing = async ({ query, host }: Asked): Promise<Reply> => {
  const page = Number(query.get('page') ?? '1')
  if (page > 2) return { status: 400, headers: json, body: await fixture('posts-page3-error.json', host) }
  const headers = { ...json, 'x-wp-total': '20', 'x-wp-totalpages': '2' }
  return { headers, body: await fixture(`posts-page${page}.json`, host) }
}

const recorded = async (asked: Asked): Promise<Reply> => {
  const { path, host } = asked
  if (path === '/') {
    const link = `<http://${host}/wp-json/>; rel="https://api.w.org/"`
    return {
      headers: { 'content-type': 'text/html; charset=UTF-8', link },
      body: await fixture('post-page.html', host),
    }
  }
  if (path === '/wp-json/wp/v2/posts') return listing(asked)
  if (path === '/feed/') {
    const headers = { 'content-type': 'application/rss+xml; charset=UTF-8', etag: '"fcf0a322"' }
    return {
      headers: { ...headers, 'last-modified': 'Sun, 22 Nov 2026 15:34:53 GMT' },
      body: await fixture('feed-rss2.xml', host),
    }
  }
  if (path === '/feed/atom/')
    return { headers: { 'content-type': 'application/atom+xml' }, body: await fixture('feed-atom.xml', host) }
  return { status: 404, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><title>404</title>' }
}

/** The recorded WordPress, behaving as a twist would have it. */
export const openWordPress = (twist: Twist = () => undefined): Promise<Web> =>
  openWeb(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const asked = { path: url.pathname, query: url.searchParams, host: url.host }
    reply(response, (await twist(asked)) ?? (await recorded(asked)))
  })

export const now = new Date('2026-11-22T12:00:00Z')

export const sourceAt = (url: string, differences: Partial<WordPressSource> = {}): WordPressSource => ({
  url,
  apiRoot: null,
  etag: null,
  lastModified: null,
  since: null,
  known: [],
  ...differences,
})

export const titled = (posts: readonly FoundPost[], words: string): FoundPost => {
  const post = posts.find(({ title }) => title.includes(words))
  if (!post) throw new Error(`no post is titled ${words}`)
  return post
}

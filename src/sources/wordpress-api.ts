import { z } from 'zod'
import type { GuardedFetch } from './guarded-fetch.ts'
import { statusFault } from './http-status.ts'
import { linksInHeader, linksInPage } from './page-links.ts'
import { decodeText } from './decode-text.ts'
import { parseJson } from './parse-json.ts'
import { SourceFault } from './source-fault.ts'

export type ApiParameters = Readonly<Record<string, string>>

/** What the API said: a parsed body, and WordPress's own error code where it refused. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly code: string | null
  readonly totalPages: number | null
}

/** One site's REST API. */
export interface WordPressApi {
  readonly root: string
  /** GETs a route such as `wp/v2/posts`. A `SourceFault` unless WordPress itself answered, be it with an error of its own. */
  get(route: string, parameters: ApiParameters): Promise<ApiAnswer>
  /** The pages of a list in turn, at most `maxPages`; the list ends where the API says so, whatever its headers claim. */
  pages(route: string, parameters: ApiParameters, maxPages: number): AsyncGenerator<readonly unknown[]>
}

const routeUrl = (root: string, route: string, parameters: ApiParameters): string => {
  const url = new URL(root)
  const plain = url.searchParams.get('rest_route')
  if (plain === null) url.pathname = url.pathname.replace(/\/?$/, `/${route}`)
  else url.searchParams.set('rest_route', plain.replace(/\/?$/, `/${route}`))
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

const errorSchema = z.object({ code: z.string() })

/** The API whose root is known. */
export const createWordPressApi = (fetch: GuardedFetch, root: string): WordPressApi => {
  const get: WordPressApi['get'] = async (route, parameters) => {
    const fetched = await fetch.get(routeUrl(root, route, parameters), { accept: 'application/json' })
    const body = parseJson(fetched.body.toString('utf8'))
    const error = errorSchema.safeParse(body)
    if (fetched.status === 200 && body === undefined) throw new SourceFault('not_json', { url: fetched.url })
    if (fetched.status !== 200 && !error.success) throw statusFault(fetched)
    const totalPages = Number.parseInt(fetched.headers['x-wp-totalpages'] ?? '', 10)
    return {
      status: fetched.status,
      body,
      code: error.success ? error.data.code : null,
      totalPages: Number.isNaN(totalPages) ? null : totalPages,
    }
  }
  const pages: WordPressApi['pages'] = async function* (route, parameters, maxPages) {
    for (let page = 1; page <= maxPages; page++) {
      const answer = await get(route, page === 1 ? parameters : { ...parameters, page: String(page) })
      if (answer.status === 400 && page > 1) return
      if (answer.status !== 200)
        throw new SourceFault('http_status', { url: root, status: answer.status, code: answer.code })
      if (!Array.isArray(answer.body)) throw new SourceFault('malformed', { url: root })
      if (answer.body.length === 0) return
      yield answer.body as unknown[]
      if (answer.totalPages !== null && page >= answer.totalPages) return
    }
  }
  return { root, get, pages }
}

/** Where a site keeps its API: what its home page says in a header or a `<link>`, else the address that works under any permalinks. */
export const discoverApiRoot = async (fetch: GuardedFetch, siteUrl: string): Promise<string> => {
  const page = await fetch.get(siteUrl, { accept: 'text/html, */*;q=0.5' })
  const text = decodeText(page.body, page.headers['content-type'])
  const links = [...linksInHeader(page.headers['link'], page.url), ...linksInPage(text, page.url)]
  const named = links.find(({ rel }) => rel.split(/\s+/).includes('https://api.w.org/'))
  return named?.url ?? new URL('?rest_route=/', page.url).href
}

import { resolveUrl } from './canonical-url.ts'
import { nextTag } from './markup.ts'
import { parseHtml } from './html-tree.ts'

/** A `<link>` of a page, or of an HTTP Link header. */
export interface PageLink {
  /** In lower case; may name several relations. */
  readonly rel: string
  readonly type: string
  /** Absolute. */
  readonly url: string
}

const scanned = 300_000
const maxTags = 20_000

const decoded = (value: string): string => (value.includes('&') ? parseHtml(value).root().text() : value)

/** The `<link>` elements at the beginning of a page, read without building its tree. */
export const linksInPage = (page: string, pageUrl: string): PageLink[] => {
  const html = page.slice(0, scanned)
  const links: PageLink[] = []
  let base = pageUrl
  let at = 0
  for (let count = 0; count < maxTags; count++) {
    const tag = nextTag(html, at, { xml: false })
    if (!tag) break
    at = tag.end
    if (tag.kind !== 'open') continue
    const name = tag.name.toLowerCase()
    if (name === 'script' || name === 'style') at = html.indexOf(`</${tag.name}`, tag.end)
    if (at < 0) break
    const attributes = new Map(tag.attributes.map(([key, value]) => [key.toLowerCase(), decoded(value)]))
    const url = resolveUrl(attributes.get('href') ?? '', base)
    if (name === 'base' && url) base = url.href
    if (name !== 'link' || !url || !attributes.has('href')) continue
    links.push({
      rel: (attributes.get('rel') ?? '').toLowerCase(),
      type: (attributes.get('type') ?? '').toLowerCase(),
      url: url.href,
    })
  }
  return links
}

/** The links of an HTTP Link header (RFC 8288), relative ones resolved. */
export const linksInHeader = (header: string | undefined, pageUrl: string): PageLink[] =>
  (header ?? '').split(/,\s*(?=<)/).flatMap((link) => {
    const address = /^\s*<([^<>]*)>/.exec(link)?.[1]
    const url = address === undefined ? null : resolveUrl(address, pageUrl)
    const parameter = (name: string) =>
      new RegExp(`;\\s*${name}="?([^";]*)"?`, 'i').exec(link)?.[1]?.toLowerCase() ?? ''
    return url ? [{ rel: parameter('rel'), type: parameter('type'), url: url.href }] : []
  })

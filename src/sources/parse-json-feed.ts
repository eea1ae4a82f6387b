import { z } from 'zod'
import { resolveUrl } from './canonical-url.ts'
import { plainTitle } from './clean.ts'
import type { FeedDocument, FeedEntry } from './feed-document.ts'
import { escapeHtml, feedDate } from './feed-document.ts'
import { parseJson } from './parse-json.ts'
import { SourceFault } from './source-fault.ts'

const text = z.string().nullish().catch(null)
const author = z.object({ name: text })

const itemSchema = z.object({
  id: z.union([z.string(), z.number()]).nullish().catch(null),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  image: text,
  banner_image: text,
  date_published: text,
  date_modified: text,
  authors: z.array(author).nullish().catch(null),
  author: author.nullish().catch(null),
  tags: z.array(z.string()).nullish().catch(null),
  language: text,
})

const feedSchema = z.object({
  version: z.string().regex(/^https?:\/\/jsonfeed\.org\/version\/1(\.1)?$/),
  language: text,
  items: z.array(z.unknown()),
})

const paragraphs = (plain: string): string =>
  plain
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')

const jsonEntry = (item: z.infer<typeof itemSchema>, base: string, lang: string | null): FeedEntry => {
  const html = item.content_html ?? (item.content_text ? paragraphs(item.content_text) : null)
  const summary = item.summary ? escapeHtml(item.summary) : null
  const address = item.url ?? item.external_url
  const image = resolveUrl(item.image ?? item.banner_image ?? '', base)
  return {
    guid: item.id === null || item.id === undefined ? null : String(item.id),
    wordPressNumber: null,
    title: plainTitle(escapeHtml(item.title ?? '')),
    link: address ? (resolveUrl(address, base)?.href ?? null) : null,
    html: html ?? summary ?? '',
    summary: html === null ? null : summary,
    author: item.authors?.[0]?.name ?? item.author?.name ?? null,
    categories: item.tags ?? [],
    published: feedDate(item.date_published),
    updated: feedDate(item.date_modified),
    image: image && (item.image ?? item.banner_image) ? { url: image.href, alt: '', width: null, height: null } : null,
    lang: item.language ?? lang,
  }
}

/** Reads JSON Feed 1 and 1.1; odd items are read as far as they go. A `not_a_feed` fault for any other text. */
export const parseJsonFeed = (source: string, url: string): FeedDocument => {
  const feed = feedSchema.safeParse(parseJson(source))
  if (!feed.success) throw new SourceFault('not_a_feed', { url })
  const items = feed.data.items.map((item) => itemSchema.safeParse(item)).filter((item) => item.success)
  return { wordPress: false, entries: items.map((item) => jsonEntry(item.data, url, feed.data.language ?? null)) }
}

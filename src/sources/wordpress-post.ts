import { z } from 'zod'
import type { FoundPost, PostImage } from '../domain/post.ts'
import { canonicalUrl, resolveUrl } from './canonical-url.ts'
import { plainTitle } from './clean.ts'
import { foundPost } from './found-post.ts'
import { bestSize } from './image-size.ts'
import { postKeys } from './post-keys.ts'
import type { PostRefusalReason, RefusedPost } from './reading.ts'

const text = z.string().nullish().catch(null)
const rendered = z.object({ rendered: z.string(), protected: z.boolean().optional() })
const absent = { rendered: '' }
const list = z.array(z.unknown()).catch([])

const embeddedSchema = z
  .object({ author: list, 'wp:featuredmedia': list, 'wp:term': z.array(list).catch([]) })
  .catch({ author: [], 'wp:featuredmedia': [], 'wp:term': [] })

const postSchema = z
  .object({
    id: z.number().int().positive(),
    date: text,
    date_gmt: text,
    modified: text,
    modified_gmt: text,
    status: text,
    link: z.string(),
    guid: rendered.catch(absent),
    title: rendered.catch(absent),
    content: rendered,
    excerpt: rendered.catch(absent),
    meta: z.record(z.string(), z.unknown()).catch({}),
    _embedded: embeddedSchema,
  })
  .transform(({ _embedded: embedded, ...post }) => ({ ...post, embedded }))
export type WordPressPost = z.infer<typeof postSchema>

/** The fields to ask for; with `_fields`, embedding works only when `_links` and `_embedded` are among them. */
export const postFields =
  'id,date,date_gmt,modified,modified_gmt,status,link,guid,title,content,excerpt,meta,_links,_embedded'
export const postEmbeds = 'author,wp:featuredmedia,wp:term'

/** A post as the API gave it; null when it is none that we could read. */
export const parsePost = (item: unknown): WordPressPost | null => postSchema.safeParse(item).data ?? null

const dateIn = (gmt: string | null | undefined, local: string | null | undefined): Date | null => {
  // WordPress writes the years 0000 and -0001 where it has no date, and the local one is better than none.
  const written = [gmt, local].find((date) => date && /^[12]\d{3}-/.test(date))
  const date = new Date(`${written?.replace(/Z$/, '')}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

/** When a post was published and last changed. */
export const datesOf = (post: WordPressPost): { published: Date | null; modified: Date | null } => ({
  published: dateIn(post.date_gmt, post.date),
  modified: dateIn(post.modified_gmt, post.modified),
})

const pixels = z.number().int().positive().nullish().catch(null)
const sizeSchema = z.object({ source_url: z.string(), width: pixels, height: pixels, mime_type: text })
const mediaSchema = z.object({
  source_url: z.string(),
  mime_type: text,
  alt_text: text,
  media_details: z
    .object({ width: pixels, height: pixels, sizes: z.record(z.string(), z.unknown()).catch({}) })
    .catch({ width: null, height: null, sizes: {} }),
})

/** Outlook shows neither WebP nor AVIF, and a drawing may hold scripts. */
const preferredTypes = [/^image\/jpe?g$/, /^image\/(png|gif)$/, /^image\/(?!svg)/]

const featuredImage = (post: WordPressPost): PostImage | null => {
  const media = mediaSchema.safeParse(post.embedded['wp:featuredmedia'][0]).data
  if (!media) return null
  const { source_url, mime_type, media_details: details } = media
  const whole = { source_url, mime_type, width: details.width, height: details.height }
  const sizes = [...Object.values(details.sizes).flatMap((size) => sizeSchema.safeParse(size).data ?? []), whole]
  const candidates = preferredTypes
    .map((type) => sizes.filter((size) => type.test(size.mime_type ?? 'image/unknown')))
    .find((fitting) => fitting.length > 0)
  const best = bestSize(candidates ?? [])
  const url = best && resolveUrl(best.source_url, post.link)
  return url
    ? { url: url.href, alt: plainTitle(media.alt_text ?? ''), width: best.width ?? null, height: best.height ?? null }
    : null
}

const termSchema = z.object({ name: z.string(), taxonomy: z.string() })

const termsOf = (post: WordPressPost, taxonomy: string): string[] =>
  post.embedded['wp:term']
    .flat()
    .flatMap((term) => termSchema.safeParse(term).data ?? [])
    .filter((term) => term.taxonomy === taxonomy)
    .map(({ name }) => plainTitle(name))

const authorOf = (post: WordPressPost): string | null => {
  const author = z.object({ name: z.string() }).safeParse(post.embedded.author[0])
  return author.success ? plainTitle(author.data.name) || null : null
}

const refusalOf = (post: WordPressPost, url: string | null): PostRefusalReason | null => {
  const access = post.meta['_jetpack_newsletter_access'] ?? post.meta['jetpack_newsletter_access'] ?? ''
  if (post.content.protected || post.excerpt.protected) return 'protected'
  if ((post.status ?? 'publish') !== 'publish') return 'not_published'
  if (access !== '' && access !== 'everybody') return 'subscribers_only'
  return url ? null : 'no_address'
}

export type TakenPost =
  { readonly post: FoundPost } | { readonly refused: RefusedPost; readonly keys: readonly string[] }

/** Makes a post of what the API gave, or says why not; `siteHost` is the host under which the site is known to us. */
export const takePost = (post: WordPressPost, siteHost: string, now: Date): TakenPost => {
  const url = canonicalUrl(post.link)
  const hosts = [URL.parse(url ?? '')?.host ?? siteHost, siteHost]
  const id = String(post.id)
  const keys = postKeys({ wordPress: hosts.map((host) => ({ host, id })), guid: post.guid.rendered || null, url })
  const reason = refusalOf(post, url)
  const refused = (why: PostRefusalReason) => ({ refused: { key: keys[0] ?? null, url, reason: why }, keys })
  if (reason || !url) return refused(reason ?? 'no_address')
  const { published, modified } = datesOf(post)
  const found = foundPost({
    keys,
    url,
    title: plainTitle(post.title.rendered),
    html: post.content.rendered,
    summary: post.excerpt.rendered,
    image: featuredImage(post),
    author: authorOf(post),
    lang: null,
    categories: termsOf(post, 'category'),
    tags: termsOf(post, 'post_tag'),
    publishedAt: published ?? modified ?? now,
    modifiedAt: modified,
  })
  return found ? { post: found } : refused('empty')
}

import { setImmediate } from 'node:timers/promises'
import type { FoundPost } from '../domain/post.ts'
import { canonicalUrl } from './canonical-url.ts'
import { decodeText } from './decode-text.ts'
import type { FeedDocument, FeedEntry } from './feed-document.ts'
import { foundPost } from './found-post.ts'
import type { Fetched, GuardedFetch } from './guarded-fetch.ts'
import { statusFault } from './http-status.ts'
import { linksInPage } from './page-links.ts'
import { parseJsonFeed } from './parse-json-feed.ts'
import { parseXmlFeed } from './parse-xml-feed.ts'
import { postKeys } from './post-keys.ts'
import type { PostRefusalReason, RefusedPost, SourceReading, SourceToRead } from './reading.ts'
import { emptyReading, laterOf } from './reading.ts'
import { SourceFault } from './source-fault.ts'

export type FeedSource = Pick<SourceToRead, 'url' | 'etag' | 'lastModified' | 'since'>

const accept =
  'application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5'
const feedType = /^application\/(rss\+xml|atom\+xml|rdf\+xml|feed\+json)/
const maxEntries = 200
/** A feed tells when a post was written, not when it came out; what is older than this would not be mailed in any case. */
const graceMs = 7 * 24 * 3600 * 1000

const validators = ({ etag, lastModified }: FeedSource): Record<string, string> => ({
  ...(etag ? { 'if-none-match': etag } : {}),
  ...(lastModified ? { 'if-modified-since': lastModified } : {}),
})

const pageStart = /^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?<(!doctype\s+html|html)\b/i
const feedStart = /^\s*(\{|<\?xml|<(\w+:)?(rss|rdf|feed)\b)/i

/** Half of all feeds come with a wrong type, so the text is asked first. */
const isPage = (text: string, type: string | undefined): boolean => {
  const beginning = text.slice(0, 2000)
  return pageStart.test(beginning) || (/^text\/html/i.test(type ?? '') && !feedStart.test(beginning))
}

const feedNamedBy = (html: string, pageUrl: string): string => {
  const feeds = linksInPage(html, pageUrl).filter(({ rel, type }) => /\balternate\b/.test(rel) && feedType.test(type))
  const main = feeds.find(({ url }) => !/\/comments\//.test(url)) ?? feeds[0]
  if (!main) throw new SourceFault('not_a_feed', { url: pageUrl })
  return main.url
}

interface Answer {
  readonly fetched: Fetched
  readonly text: string
  /** Whether the source's address was a page that named its feed. */
  readonly discovered: boolean
}

const textOf = ({ body, headers }: Fetched): string => decodeText(body, headers['content-type'])

const ask = async (fetch: GuardedFetch, source: FeedSource): Promise<Answer> => {
  const headers = validators(source)
  const fetched = await fetch.get(source.url, { accept, headers })
  const text = textOf(fetched)
  if (fetched.status !== 200 || !isPage(text, fetched.headers['content-type']))
    return { fetched, text, discovered: false }
  const named = await fetch.get(feedNamedBy(text, fetched.url), { accept, headers })
  return { fetched: named, text: textOf(named), discovered: true }
}

const parseFeed = (text: string, url: string): FeedDocument => {
  if (pageStart.test(text.slice(0, 2000))) throw new SourceFault('not_a_feed', { url })
  return /^\s*\{/.test(text) ? parseJsonFeed(text, url) : parseXmlFeed(text, url)
}

const passwordForm = /post-password-form|wp-login\.php\?action=postpass/
/** A feed of summaries shows no form; then WordPress's own words before the title are all there is to see. */
const protectedTitle = /^(Protected|محمي):/

const refusalOf = (entry: FeedEntry, url: string | null, reader: Reader): PostRefusalReason | null => {
  const summaryOnly = reader.feed.wordPress && entry.summary === null && protectedTitle.test(entry.title)
  if (passwordForm.test(entry.html) || summaryOnly) return 'protected'
  if (!url) return 'no_address'
  return (entry.published ?? entry.updated ?? reader.now) > reader.now ? 'scheduled' : null
}

interface Reader {
  readonly feed: FeedDocument
  readonly now: Date
  readonly shared: ReadonlySet<string>
}

const urlOf = ({ link }: FeedEntry): string | null => (link ? canonicalUrl(link) : null)

/** Addresses to which posts with guids of their own lead together, as the episodes of a podcast may: they tell none from another. */
const sharedAddresses = (entries: readonly FeedEntry[]): Set<string> => {
  const shared = new Set<string>()
  for (const [url, group] of Map.groupBy(entries, urlOf))
    if (url && new Set(group.map(({ guid }) => guid)).size > 1) shared.add(url)
  return shared
}

type Outcome = { readonly post: FoundPost } | { readonly refused: RefusedPost; readonly keys: readonly string[] }

const takeEntry = (entry: FeedEntry, reader: Reader): Outcome => {
  const url = urlOf(entry)
  const host = URL.parse(url ?? '')?.host
  const number = entry.wordPressNumber && /^\d{1,18}$/.test(entry.wordPressNumber) ? entry.wordPressNumber : null
  const wordPress = host && number ? [{ host, id: number }] : []
  const keys = postKeys({ wordPress, guid: entry.guid, url: entry.guid && reader.shared.has(url ?? '') ? null : url })
  const reason = refusalOf(entry, url, reader)
  const { published, updated } = entry
  const dates = { publishedAt: published ?? updated ?? reader.now, modifiedAt: updated }
  const post = reason || !url ? null : foundPost({ ...entry, ...dates, keys, url, tags: [] })
  return post ? { post } : { refused: { key: keys[0] ?? null, url, reason: reason ?? 'empty' }, keys }
}

const changedSince = ({ published, updated }: FeedEntry, since: Date | null): boolean => {
  const latest = Math.max(published?.getTime() ?? 0, updated?.getTime() ?? 0)
  return !since || latest === 0 || latest > since.getTime() - graceMs
}

const latestOf = (posts: readonly FoundPost[], now: Date): Date | null => {
  const instants = posts.map(({ publishedAt, modifiedAt }) =>
    Math.max(publishedAt.getTime(), modifiedAt?.getTime() ?? 0),
  )
  return posts.length ? new Date(Math.min(now.getTime(), Math.max(...instants))) : null
}

const takeEntries = async (reader: Reader, since: Date | null): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const entry of reader.feed.entries.slice(0, maxEntries)) {
    if (!changedSince(entry, since)) continue
    outcomes.push(takeEntry(entry, reader))
    // Cleaning costs milliseconds; between two posts others get their turn.
    await setImmediate()
  }
  return outcomes
}

/**
 * Reads an RSS, Atom or JSON feed, or the feed that a page names, asking only for what is new. Undated posts count as
 * published `now`; those dated later are refused as `scheduled`. Throws a `SourceFault` when there is no feed to be had.
 */
export const readFeed = async (fetch: GuardedFetch, source: FeedSource, now: Date): Promise<SourceReading> => {
  const { fetched, text, discovered } = await ask(fetch, source)
  const feedUrl = fetched.url
  const kept = { etag: source.etag, lastModified: source.lastModified }
  if (fetched.status === 304) return { ...emptyReading, ...kept, feedUrl, notModified: true, seenUntil: source.since }
  if (fetched.status !== 200) throw statusFault(fetched)
  const feed = parseFeed(text, feedUrl)
  const outcomes = await takeEntries({ feed, now, shared: sharedAddresses(feed.entries) }, source.since)
  const posts = outcomes.flatMap((outcome) => ('post' in outcome ? [outcome.post] : []))
  const refusals = outcomes.filter((outcome) => 'refused' in outcome)
  // A scheduled post must be met again when its time has come, and a page's own validators say nothing of its feed.
  const lasting = !discovered && !refusals.some(({ refused }) => refused.reason === 'scheduled')
  return {
    ...emptyReading,
    posts,
    refused: refusals.map(({ refused }) => refused),
    withdrawnKeys: refusals.filter(({ refused }) => refused.reason === 'protected').flatMap(({ keys }) => keys),
    feedUrl,
    etag: lasting ? (fetched.headers['etag'] ?? null) : null,
    lastModified: lasting ? (fetched.headers['last-modified'] ?? null) : null,
    seenUntil: laterOf(latestOf(posts, now), source.since),
  }
}

import { setImmediate } from 'node:timers/promises'
import { readFeed } from './feed.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import { checkedUrl } from './guarded-fetch.ts'
import type { RefusedPost, SourceReading, SourceToRead } from './reading.ts'
import { emptyReading, laterOf } from './reading.ts'
import type { SourceFaultKind } from './source-fault.ts'
import { SourceFault } from './source-fault.ts'
import type { WordPressApi } from './wordpress-api.ts'
import { createWordPressApi, discoverApiRoot } from './wordpress-api.ts'
import { withdrawnAmong } from './wordpress-known.ts'
import type { PostListing } from './wordpress-posts.ts'
import { listedUntil, listPosts } from './wordpress-posts.ts'
import type { TakenPost } from './wordpress-post.ts'
import { takePost } from './wordpress-post.ts'

export type WordPressSource = Omit<SourceToRead, 'kind'>

const takeAll = async ({ posts }: PostListing, siteHost: string, now: Date): Promise<TakenPost[]> => {
  const taken: TakenPost[] = []
  for (const post of posts) {
    taken.push(takePost(post, siteHost, now))
    // Cleaning costs milliseconds; between two posts others get their turn.
    await setImmediate()
  }
  return taken
}

const withdrawing = new Set(['protected', 'not_published', 'subscribers_only'])

const readWith = async (api: WordPressApi, source: WordPressSource, now: Date): Promise<SourceReading> => {
  const siteHost = new URL(source.url).host
  const listing = await listPosts(api, source.since)
  const taken = await takeAll(listing, siteHost, now)
  const refusals = taken.filter((each) => 'refused' in each)
  const hidden = refusals.filter(({ refused }) => withdrawing.has(refused.reason)).flatMap(({ keys }) => keys)
  const gone = await withdrawnAmong(api, source.known, siteHost)
  const unread: RefusedPost[] = Array.from({ length: listing.malformed }, () => ({
    key: null,
    url: null,
    reason: 'malformed',
  }))
  return {
    ...emptyReading,
    posts: taken.flatMap((each) => ('post' in each ? [each.post] : [])),
    refused: [...refusals.map(({ refused }) => refused), ...unread],
    withdrawnKeys: [...new Set([...hidden, ...gone])],
    via: 'rest',
    apiRoot: api.root,
    seenUntil: laterOf(listedUntil(listing, now), source.since),
  }
}

/** Faults of the API alone; after the others the feed would not answer either, or should not be asked. */
const worthFeed = new Set<SourceFaultKind>([
  'http_status',
  'not_json',
  'malformed',
  'too_large',
  'cut_short',
  'redirects',
  'timeout',
])

const isApiFault = (error: unknown): error is SourceFault =>
  error instanceof SourceFault && worthFeed.has(error.kind) && error.status !== 429

const readByApi = async (fetch: GuardedFetch, source: WordPressSource, now: Date): Promise<SourceReading> => {
  const read = (root: string) => readWith(createWordPressApi(fetch, root), source, now)
  if (source.apiRoot === null) return read(await discoverApiRoot(fetch, source.url))
  try {
    return await read(source.apiRoot)
  } catch (error) {
    if (!isApiFault(error)) throw error
    const moved = await discoverApiRoot(fetch, source.url)
    if (moved === source.apiRoot) throw error
    return read(moved)
  }
}

const feedsOf = (siteUrl: string): string[] => [new URL(siteUrl.replace(/\/?$/, '/feed/')).href, siteUrl]

const readByFeed = async (
  fetch: GuardedFetch,
  source: WordPressSource,
  reason: SourceFault,
  now: Date,
): Promise<SourceReading> => {
  for (const url of feedsOf(source.url)) {
    try {
      const reading = await readFeed(fetch, { ...source, url }, now)
      return { ...reading, fallbackReason: { kind: reason.kind, status: reason.status } }
    } catch (error) {
      if (!isApiFault(error) && !(error instanceof SourceFault && error.kind === 'not_a_feed')) throw error
    }
  }
  throw reason
}

/**
 * Reads a WordPress site by its REST API, or, where that is closed or broken, by its feed, saying why. Protected and
 * unpublished posts are refused without a word of them. Throws the API's `SourceFault` when neither road is open.
 */
export const readWordPress = async (
  fetch: GuardedFetch,
  source: WordPressSource,
  now: Date,
): Promise<SourceReading> => {
  checkedUrl(source.url)
  try {
    return await readByApi(fetch, source, now)
  } catch (error) {
    if (!isApiFault(error)) throw error
    return readByFeed(fetch, source, error, now)
  }
}

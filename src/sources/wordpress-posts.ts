import { SourceFault } from './source-fault.ts'
import type { ApiParameters, WordPressApi } from './wordpress-api.ts'
import type { WordPressPost } from './wordpress-post.ts'
import { datesOf, parsePost, postEmbeds, postFields } from './wordpress-post.ts'

/** What the API lists. */
export interface PostListing {
  /** Oldest change first, each once. */
  readonly posts: readonly WordPressPost[]
  /** How many items were no posts that we could read. */
  readonly malformed: number
}

const route = 'wp/v2/posts'
const pageSize = 50
const firstSightPages = 2
const maxPages = 20
const hour = 3600 * 1000
/** The API compares local times, at most 14 hours from ours, and a cached list may be a day old. */
const overlap = 48 * hour
/** What changed shortly before `since` is taken again, for a post may slip from page to page while we read. */
const slack = hour

const common: ApiParameters = { per_page: String(pageSize), _embed: postEmbeds, _fields: postFields }

const changedAt = (post: WordPressPost): number => {
  const { published, modified } = datesOf(post)
  return Math.max(published?.getTime() ?? 0, modified?.getTime() ?? 0)
}

const readable = (items: readonly unknown[]): WordPressPost[] => items.map(parsePost).filter((post) => post !== null)

interface Ending {
  readonly pages: number
  /** Says of a page that no further one is wanted. */
  readonly enough?: (page: readonly WordPressPost[]) => boolean
}

const gather = async (api: WordPressApi, parameters: ApiParameters, { pages, enough }: Ending): Promise<unknown[]> => {
  const items: unknown[] = []
  for await (const page of api.pages(route, { ...common, ...parameters }, pages)) {
    items.push(...page)
    if (enough?.(readable(page))) break
  }
  return items
}

const listingOf = (items: readonly unknown[]): PostListing => {
  const posts = readable(items)
  const unique = new Map(posts.map((post) => [post.id, post]))
  return {
    posts: [...unique.values()].toSorted((a, b) => changedAt(a) - changedAt(b)),
    malformed: items.length - posts.length,
  }
}

const refusedParameter = (error: unknown): boolean =>
  error instanceof SourceFault && error.code === 'rest_invalid_param'

const localFrom = (since: Date): string => new Date(since.getTime() - overlap).toISOString().slice(0, 19)

/** Before WordPress 5.7 the API passes over `modified_after` in silence, which shows in its answer; then we read backwards until we know the rest. */
const changedPosts = async (api: WordPressApi, since: Date): Promise<unknown[]> => {
  const from = localFrom(since)
  const known: Ending['enough'] = (page) => page.some((post) => changedAt(post) < since.getTime() - overlap)
  const backwards = (orderby: string) => gather(api, { orderby, order: 'desc' }, { pages: maxPages, enough: known })
  const ignored: Ending['enough'] = (page) => page.some(({ modified }) => modified && modified < from)
  const parameters = { orderby: 'modified', order: 'asc', modified_after: from }
  try {
    const found = await gather(api, parameters, { pages: maxPages, enough: ignored })
    return ignored(readable(found)) ? await backwards('modified') : found
  } catch (error) {
    if (!refusedParameter(error)) throw error
    return backwards('date')
  }
}

/**
 * The posts that changed or came out since then; on the first look, the newest hundred. Scheduled posts come out without
 * counting as changed, so they are asked for by their date; that also keeps a thousand old posts edited at once from
 * hiding a new one.
 */
export const listPosts = async (api: WordPressApi, since: Date | null): Promise<PostListing> => {
  const byDate = { orderby: 'date', order: 'desc' }
  if (!since) return listingOf(await gather(api, byDate, { pages: firstSightPages }))
  const changed = await changedPosts(api, since)
  const published = await gather(api, { ...byDate, after: localFrom(since) }, { pages: maxPages })
  const { posts, malformed } = listingOf([...changed, ...published])
  const isNew = (post: WordPressPost) => changedAt(post) === 0 || changedAt(post) >= since.getTime() - slack
  return { posts: posts.filter(isNew), malformed }
}

/** The instant of the latest change listed, never later than `now`; null when nothing is listed. */
export const listedUntil = ({ posts }: PostListing, now: Date): Date | null => {
  const last = posts.at(-1)
  return last ? new Date(Math.min(changedAt(last), now.getTime())) : null
}

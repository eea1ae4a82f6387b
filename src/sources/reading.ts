import type { FoundPost } from '../domain/post.ts'
import type { SourceFaultKind } from './source-fault.ts'

/** Why a post that the source shows is not taken in. */
export const postRefusalReasons = [
  'protected',
  'not_published',
  'subscribers_only',
  'scheduled',
  'empty',
  'no_address',
  'malformed',
] as const
export type PostRefusalReason = (typeof postRefusalReasons)[number]

/** Never holds a word of the post. */
export interface RefusedPost {
  readonly key: string | null
  readonly url: string | null
  readonly reason: PostRefusalReason
}

/** What one look at a source gave. */
export interface SourceReading {
  readonly posts: readonly FoundPost[]
  readonly refused: readonly RefusedPost[]
  /** Keys of posts that the source no longer shows to everybody; those never taken in may be among them. */
  readonly withdrawnKeys: readonly string[]
  readonly via: 'rest' | 'feed'
  /** Why a WordPress site was read by its feed. */
  readonly fallbackReason: { readonly kind: SourceFaultKind; readonly status: number | null } | null
  /** The WordPress API's root, to be kept and given again. */
  readonly apiRoot: string | null
  /** The feed that was read; where a page led to it, better kept as the source's address. */
  readonly feedUrl: string | null
  /** Validators of the feed, verbatim, to be kept and given again. */
  readonly etag: string | null
  readonly lastModified: string | null
  readonly notModified: boolean
  /** How far this reading got, by the source's clock: the `since` of the next. Null when it saw no date. */
  readonly seenUntil: Date | null
}

/** What a source is read by. */
export interface SourceToRead {
  readonly kind: 'wordpress' | 'feed'
  readonly url: string
  /** From an earlier reading; null has it discovered. */
  readonly apiRoot: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** Posts unchanged since then are left out; null on the first look, which takes the newest only. */
  readonly since: Date | null
  /** WordPress posts, as numbers or `wp:` keys, of which to say whether they are still public. */
  readonly known: readonly string[]
}

/** The later of two watermarks: a source whose newest post is gone has been seen all the same. */
export const laterOf = (a: Date | null, b: Date | null): Date | null => {
  if (!a || !b) return a ?? b
  return a > b ? a : b
}

export const emptyReading: SourceReading = {
  posts: [],
  refused: [],
  withdrawnKeys: [],
  via: 'feed',
  fallbackReason: null,
  apiRoot: null,
  feedUrl: null,
  etag: null,
  lastModified: null,
  notModified: false,
  seenUntil: null,
}

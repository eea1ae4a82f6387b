import { createHash } from 'node:crypto'

/** A WordPress post's number on its site, named by host and port. */
export interface WordPressId {
  readonly host: string
  readonly id: string
}

const longestKey = 500

/** Keys are indexed: a longer one is kept as its hash. */
const bounded = (kind: string, name: string): string =>
  name.length <= longestKey ? `${kind}:${name}` : `${kind}:sha256:${createHash('sha256').update(name).digest('hex')}`

export const wordPressKey = ({ host, id }: WordPressId): string => `wp:${host}:${id}`

/** The number inside a WordPress guid such as `https://example.org/?p=123`, else null. */
export const wordPressIdIn = (guid: string | null): WordPressId | null => {
  const url = URL.parse(guid ?? '')
  const id = url?.searchParams.get('p') ?? ''
  return url?.host && /^\d{1,18}$/.test(id) ? { host: url.host, id } : null
}

export interface PostIdentity {
  /** What the source itself says the post's number is; may name several hosts of one site. */
  readonly wordPress: readonly WordPressId[]
  readonly guid: string | null
  /** Canonical. */
  readonly url: string | null
}

/** All that a post can be recognised by, strongest first, so that it is the same post whichever road it came by. */
export const postKeys = ({ wordPress, guid, url }: PostIdentity): string[] => {
  const inGuid = wordPressIdIn(guid)
  const keys = [
    ...[...wordPress, ...(inGuid ? [inGuid] : [])].map(wordPressKey),
    ...(guid ? [bounded('guid', guid)] : []),
    ...(url ? [bounded('url', url)] : []),
  ]
  return [...new Set(keys)]
}

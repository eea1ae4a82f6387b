import type { PostImage } from '../domain/post.ts'

/** One entry of a feed of any kind, before anything is decided about it. */
export interface FeedEntry {
  readonly guid: string | null
  /** The WordPress number that some feeds carry beside the guid. */
  readonly wordPressNumber: string | null
  /** Plain text. */
  readonly title: string
  readonly link: string | null
  readonly html: string
  /** HTML; null when it is all there is and stands in `html`. */
  readonly summary: string | null
  readonly author: string | null
  readonly categories: readonly string[]
  readonly published: Date | null
  readonly updated: Date | null
  readonly image: PostImage | null
  readonly lang: string | null
}

/** A feed of any kind. */
export interface FeedDocument {
  readonly wordPress: boolean
  readonly entries: readonly FeedEntry[]
}

const zoned = /(Z|[+-]\d\d:?\d\d|\b(GMT|UTC?|[ECMP][SD]T))$/i
const earliest = Date.UTC(1990)
const latest = Date.UTC(2200)

/** A date of RFC 822 or RFC 3339; one without a zone is UTC, one before the web or far beyond today is none. */
export const feedDate = (text: string | null | undefined): Date | null => {
  const written = text?.trim() ?? ''
  if (written.length < 8 || written.length > 60) return null
  const date = new Date(zoned.test(written) || /^\d{4}-\d\d-\d\d$/.test(written) ? written : `${written}Z`)
  const instant = Number.isNaN(date.getTime()) ? Date.parse(`${written} UTC`) : date.getTime()
  return instant > earliest && instant < latest ? new Date(instant) : null
}

const signature = /^\s*\S+@\S+\s*\(([^()]+)\)\s*$/

/** RSS names authors as "mail@example.org (Name)"; a bare mail address is nobody's name. */
export const authorName = (text: string): string | null => {
  const name = signature.exec(text)?.[1] ?? text
  return name.includes('@') ? null : name.trim() || null
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

import type { Direction, Locale } from './locale.ts'
import type { PostImage } from './post.ts'

/** A post as one digest froze it. Later edits do not reach it. */
export interface DigestPost {
  readonly id: string
  readonly title: string
  readonly excerpt: string
  readonly url: string
  readonly image: PostImage | null
  readonly author: string | null
  /** BCP 47, or null when unknown. */
  readonly lang: string | null
  readonly direction: Direction
  readonly categories: readonly string[]
  /** ISO instant. */
  readonly publishedAt: string
}

/** What a rendition is rendered from: the same for everybody who shares it. */
export interface DigestContent {
  readonly lang: Locale
  /** Newest first; at most the newsletter's `maxPosts`. */
  readonly posts: readonly DigestPost[]
  /** How many more there were than shown. */
  readonly more: number
  /** An admin's words on top, plain text; null when there are none. */
  readonly note: string | null
}

/** A mail as MJML and plain text give it, before it is a message. */
export interface RenderedMail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** What differs from reader to reader inside a rendition. When rendering for many, these are marks that a message template fills. */
export interface ReaderParts {
  readonly address: string
  readonly unsubscribeUrl: string
  readonly preferencesUrl: string
}

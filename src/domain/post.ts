/** A post as a source shows it, before we have decided anything about it. */
export interface FoundPost {
  /** Everything it can be recognised by, strongest first: `wp:<host>:<id>`, `guid:<guid>`, `url:<canonical>`. Never empty. */
  readonly keys: readonly string[]
  readonly title: string
  /** Cleaned HTML, safe to show and to mail. */
  readonly html: string
  /** Plain text, whole sentences, at most about 300 characters. */
  readonly excerpt: string
  /** Canonical address: `new URL(u).href`. */
  readonly url: string
  readonly image: PostImage | null
  readonly author: string | null
  /** BCP 47 language of the text when the source says so or the letters show it. */
  readonly lang: string | null
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly publishedAt: Date
  readonly modifiedAt: Date | null
}

export interface PostImage {
  readonly url: string
  readonly alt: string
  readonly width: number | null
  readonly height: number | null
}

/** `settling` may still be edited; `ready` goes into digests; `held` waits for an admin; `never` is not mailed; `withdrawn` left its source. */
export const postStates = ['settling', 'ready', 'held', 'never', 'withdrawn'] as const
export type PostState = (typeof postStates)[number]

/** Why a post is `held` or `never`, when Nashra and not an admin decided so. */
export type PostStateReason = 'first_sight' | 'too_old' | 'avalanche' | 'admin' | 'not_public'

/** Who may read a post. Only `everybody` is mailed whole or in part to all. */
export type PostAccess = 'everybody' | 'subscribers'

/** One published article, known to a newsletter. */
export interface Post extends Omit<FoundPost, 'keys'> {
  readonly id: string
  readonly newsletterId: string
  readonly sourceId: string | null
  readonly state: PostState
  readonly stateReason: PostStateReason | null
  readonly access: PostAccess
  readonly firstSeenAt: Date
  /** From when on it belongs to digests; in the future while it settles. */
  readonly readyAt: Date
}

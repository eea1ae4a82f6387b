/** What is wrong with one field of what the caller sent. `message` is a key or a validator's word, not a text for readers. */
export interface Issue {
  /** Where: member names and indexes joined by dots; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** The caller's matters: asking again the same way is refused again. Texts for them belong to i18n. */
export type Refusal =
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }
  | { readonly kind: 'not_found'; readonly what?: string }
  /** What is asked contradicts what is: `what` names it, such as `slug_taken`. */
  | { readonly kind: 'conflict'; readonly what: string }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unauthorized' }
  /** `retryAfter` in seconds, when known. */
  | { readonly kind: 'too_many'; readonly retryAfter?: number }
  | { readonly kind: 'link_expired' }
  | { readonly kind: 'link_invalid' }
  /** It was here and will not be again. */
  | { readonly kind: 'gone'; readonly what?: string }
  /** It will be possible later, such as sending before a sender is set. */
  | { readonly kind: 'not_ready'; readonly what?: string }
  | { readonly kind: 'unsupported'; readonly what?: string }
  /** `limit` in bytes, when known. */
  | { readonly kind: 'payload_too_large'; readonly limit?: number }
  /** An Idempotency-Key that came before with another request. */
  | { readonly kind: 'idempotency_mismatch' }

export type RefusalKind = Refusal['kind']

/** Thrown, or returned by a rule, where the caller asked for what cannot be. Never retried, never logged as a fault. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.kind, options)
    this.refusal = refusal
  }
}

/** Somebody else's fault for now: a relay, a site, a database that does not answer. Worth trying again. */
export class Outage extends Error {
  override readonly name = 'Outage'
}

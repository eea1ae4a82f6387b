/** What can go wrong between us and a source. Words for people belong to the catalogues. */
export const sourceFaultKinds = [
  'bad_address',
  'not_http',
  'credentials_in_address',
  'blocked_address',
  'blocked_port',
  'dns',
  'refused_connection',
  'tls',
  'timeout',
  'cut_short',
  'too_large',
  'redirects',
  'http_status',
  'malformed',
  'not_json',
  'not_a_feed',
  'doctype',
] as const
export type SourceFaultKind = (typeof sourceFaultKinds)[number]

export interface SourceFaultDetails {
  readonly url: string
  readonly status?: number
  /** From the source's Retry-After, in seconds. */
  readonly retryAfterSeconds?: number | null
  /** WordPress's own word for what is wrong. */
  readonly code?: string | null
  readonly cause?: unknown
}

/** A source that could not be read: someone else's matter, to be tried again later. The message never holds the address, which may be secret. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault'
  readonly kind: SourceFaultKind
  readonly url: string
  /** The HTTP status, when the source answered with one that we cannot use. */
  readonly status: number | null
  readonly retryAfterSeconds: number | null
  readonly code: string | null

  constructor(kind: SourceFaultKind, details: SourceFaultDetails) {
    super(details.status === undefined ? kind : `${kind} ${details.status}`, { cause: details.cause })
    this.kind = kind
    this.url = details.url
    this.status = details.status ?? null
    this.retryAfterSeconds = details.retryAfterSeconds ?? null
    this.code = details.code ?? null
  }
}

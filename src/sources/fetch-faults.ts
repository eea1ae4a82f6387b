import type { SourceFaultKind } from './source-fault.ts'
import { SourceFault } from './source-fault.ts'

const kinds: readonly (readonly [RegExp, SourceFaultKind])[] = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)/, 'refused_connection'],
  [/TIMEOUT|ETIMEDOUT|ABORT/i, 'timeout'],
  [/CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|^HOSTNAME_MISMATCH|^INVALID_PURPOSE/, 'tls'],
  [
    /^(Z_BUF_ERROR|ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE)/,
    'cut_short',
  ],
  [/OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE/, 'too_large'],
  [/^(HPE_|HTTPParserError|Z_|ERR_|UND_ERR_)/, 'malformed'],
]

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name)

/**
 * The fault behind an error of undici, zlib, TLS or the network; undici hides the reason in `cause`, and happy eyeballs
 * in `errors`. What is none of these is our own mistake and comes back as it is.
 */
export const faultFrom = (error: unknown, url: string): unknown => {
  if (!Error.isError(error) || error instanceof SourceFault) return error
  const known = kinds.find(([pattern]) => pattern.test(codeOf(error)))
  const inner: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error.cause
  const deeper = faultFrom(inner, url)
  if (deeper instanceof SourceFault) return deeper
  return known ? new SourceFault(known[1], { url, cause: error }) : error
}

import type { Fetched } from './guarded-fetch.ts'
import { SourceFault } from './source-fault.ts'

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3), counted from the answer's own Date. */
const retryAfter = ({ headers }: Fetched): number | null => {
  const written = headers['retry-after']
  if (!written) return null
  if (/^\d{1,7}$/.test(written)) return Number(written)
  const seconds = (Date.parse(written) - Date.parse(headers['date'] ?? '')) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : null
}

/** The fault of an answer that is not the one hoped for. */
export const statusFault = (fetched: Fetched): SourceFault =>
  new SourceFault('http_status', { url: fetched.url, status: fetched.status, retryAfterSeconds: retryAfter(fetched) })

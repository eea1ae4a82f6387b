import { createHmac, timingSafeEqual } from 'node:crypto'
import { keyIdBytes, type SigningKey } from './signing-key.ts'

/** What a link is good for; a token of one purpose is worth nothing for another. */
export const tokenPurposes = ['confirm', 'unsubscribe', 'preferences', 'resubscribe', 'magic', 'setup', 'view'] as const
export type TokenPurpose = (typeof tokenPurposes)[number]

export interface TokenClaim {
  readonly purpose: TokenPurpose
  /** Decimal id of the row the link is about: 0 to 2^63 - 1. */
  readonly id: string
  /** 0 to 2^32 - 1; 0 where rounds mean nothing. */
  readonly round?: number
  /** The first moment at which it no longer counts; never expires when left out. */
  readonly expiresAt?: Date
}

export interface GenuineToken {
  readonly id: string
  readonly round: number
  /** Null when it never expires. */
  readonly expiresAt: Date | null
}

export type TokenReading =
  | ({ readonly ok: true } & GenuineToken)
  /** Genuine but late: the page may say so, and offer a fresh one. */
  | ({ readonly ok: false; readonly fault: 'expired' } & GenuineToken)
  /** `malformed` was cut or mistyped; `forged` was not signed by any of our keys for this purpose. */
  | { readonly ok: false; readonly fault: 'malformed' | 'forged' }

// 36 bytes, a multiple of three: base64url then has no spare bits in which two spellings of one token could differ.
const idAt = keyIdBytes
const roundAt = idAt + 8
const expiryAt = roundAt + 4
const macAt = expiryAt + 6
const macBytes = 16
const never = 2 ** 48 - 1
const largestId = 2n ** 63n - 1n

const macOf = ({ secret }: SigningKey, purpose: TokenPurpose, signed: Buffer): Buffer =>
  createHmac('sha256', secret).update(`nashra/token/${purpose}\0`).update(signed).digest().subarray(0, macBytes)

/**
 * A link's token, 48 characters of base64url, signed with the first key (HMAC-SHA-256 cut to 128 bits).
 * Throws RangeError on a claim that does not fit; that is a bug here, never a reader's doing.
 */
export const issueToken = (keys: readonly SigningKey[], claim: TokenClaim): string => {
  const [key] = keys
  const { id, round = 0 } = claim
  const expiry = claim.expiresAt?.getTime() ?? never
  const isId = /^(?:0|[1-9]\d{0,18})$/.test(id) && BigInt(id) <= largestId
  if (key === undefined) throw new RangeError('a token needs a key to be signed with')
  if (!isId || round >>> 0 !== round) throw new RangeError('a token needs a decimal id and a whole round')
  if (!(expiry >= 0 && expiry <= never)) throw new RangeError('a token cannot expire at no time')
  const bytes = Buffer.alloc(macAt + macBytes)
  key.id.copy(bytes)
  bytes.writeBigUInt64BE(BigInt(id), idAt)
  bytes.writeUInt32BE(round, roundAt)
  bytes.writeUIntBE(expiry, expiryAt, 6)
  macOf(key, claim.purpose, bytes.subarray(0, macAt)).copy(bytes, macAt)
  return bytes.toString('base64url')
}

/** What a token says, if any of the keys signed it for this purpose. Never throws, whatever the text. */
export const readToken = (
  keys: readonly SigningKey[],
  purpose: TokenPurpose,
  token: string,
  now: Date,
): TokenReading => {
  if (!/^[\w-]{48}$/.test(token)) return { ok: false, fault: 'malformed' }
  const bytes = Buffer.from(token, 'base64url')
  const signed = bytes.subarray(0, macAt)
  const genuine = keys.some(
    (key) =>
      key.id.equals(bytes.subarray(0, keyIdBytes)) &&
      timingSafeEqual(macOf(key, purpose, signed), bytes.subarray(macAt)),
  )
  if (!genuine) return { ok: false, fault: 'forged' }
  const expiry = bytes.readUIntBE(expiryAt, 6)
  const said: GenuineToken = {
    id: String(bytes.readBigUInt64BE(idAt)),
    round: bytes.readUInt32BE(roundAt),
    expiresAt: expiry === never ? null : new Date(expiry),
  }
  return expiry === never || now.getTime() < expiry ? { ok: true, ...said } : { ok: false, fault: 'expired', ...said }
}

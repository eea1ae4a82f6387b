import { createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase32, toBase32 } from './base32.ts'
import { keyIdBytes, signingKeys, type SigningKey } from './signing-key.ts'

/** Which message a return path was made for; a single mail belongs to no issue. */
export interface ReturnedDelivery {
  readonly issueId: string | null
  readonly subscriptionId: string
}

/** Makes and reads the addresses to which bounces come back (VERP). */
export interface ReturnPaths {
  /** The address that proves nothing, to which mails that unsubscribe go, and complaints. */
  readonly plain: string
  /** The envelope sender of one reader's message: one HMAC, the same on every attempt. */
  of(delivery: ReturnedDelivery): string
  /** Which message an address was made for, in whatever case; null for the plain one, a stranger's, and a token that is not genuine. */
  read(address: string): ReturnedDelivery | null
  /** Whether mail to this address is for us: the plain one, or a genuine one below it. */
  takes(address: string): boolean
}

export interface ReturnPathOptions {
  /** Such as `bounces@news.example.org`. */
  readonly address: string
  /** What stands between it and the token, `+` unless the mail host wants another. */
  readonly separator: string
  /** The first signs, all are read. */
  readonly secretKeys: readonly Buffer[]
}

const macBytes = 10
const longestToken = 48

const macOf = ({ secret }: SigningKey, named: Uint8Array): Buffer =>
  createHmac('sha256', secret).update('nashra/return-path\0').update(named).digest().subarray(0, macBytes)

/** An unsigned number of up to 63 bits in groups of seven, the smallest first (LEB128): most ids are short. */
const appendId = (bytes: number[], id: string): void => {
  let rest = BigInt(id)
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
}

const idsIn = (bytes: Uint8Array): string[] => {
  const ids: string[] = []
  let id = 0n
  let shift = 0n
  for (const byte of bytes) {
    id |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte >= 0x80) continue
    ids.push(String(id))
    id = 0n
    shift = 0n
  }
  return ids
}

const tokenOf = (key: SigningKey, { issueId, subscriptionId }: ReturnedDelivery): string => {
  const ids: number[] = []
  appendId(ids, issueId ?? '0')
  appendId(ids, subscriptionId)
  const named = Uint8Array.from(ids)
  return toBase32(Buffer.concat([key.id, macOf(key, named), named]))
}

const readToken = (keys: readonly SigningKey[], token: string): ReturnedDelivery | null => {
  const bytes = token.length > longestToken ? null : fromBase32(token)
  if (bytes === null || bytes.length <= keyIdBytes + macBytes) return null
  const keyId = bytes.subarray(0, keyIdBytes)
  const mac = bytes.subarray(keyIdBytes, keyIdBytes + macBytes)
  const named = bytes.subarray(keyIdBytes + macBytes)
  if (!keys.some((key) => key.id.equals(keyId) && timingSafeEqual(macOf(key, named), mac))) return null
  const [issueId, subscriptionId] = idsIn(named)
  if (issueId === undefined || subscriptionId === undefined) return null
  return { issueId: issueId === '0' ? null : issueId, subscriptionId }
}

/** Return paths below one address. Throws a RangeError without a key. */
export const createReturnPaths = ({ address, separator, secretKeys }: ReturnPathOptions): ReturnPaths => {
  const keys = signingKeys(secretKeys)
  const [signing] = keys
  if (signing === undefined) throw new RangeError('a return path needs a key to be signed with')
  const at = address.lastIndexOf('@')
  const [below, host] = [`${address.slice(0, at)}${separator}`, address.slice(at)]
  const read: ReturnPaths['read'] = (text) => {
    const given = text.toLowerCase()
    const isBelow = given.startsWith(below.toLowerCase()) && given.endsWith(host.toLowerCase())
    return isBelow ? readToken(keys, given.slice(below.length, given.length - host.length)) : null
  }
  return {
    plain: address,
    of: (delivery) => `${below}${tokenOf(signing, delivery)}${host}`,
    read,
    takes: (text) => text.toLowerCase() === address.toLowerCase() || read(text) !== null,
  }
}

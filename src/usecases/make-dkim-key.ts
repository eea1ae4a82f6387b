import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { isSelector, ownSelector, recordText, type DkimAlgorithm, type DkimKey } from '../domain/dkim.ts'
import { Refused } from '../domain/refusal.ts'
import type { House } from './house.ts'
import { senderDomain } from './list-dkim-keys.ts'

/** RFC 8301 wants 1024 at the least and advises 2048, the most that every receiver reads. */
const rsaBits = 2048
const mostTurns = 50

export interface DkimKeyWish {
  /** The domain of senders' addresses. */
  readonly domain: string
  /** Null takes the next free one of ours. */
  readonly selector: string | null
  readonly algorithm: DkimAlgorithm
}

/**
 * Makes a key pair for a sender's domain and keeps it sealed. It waits for its DNS record and signs nothing yet.
 * @throws Refused `invalid`; `conflict` `selector_taken`
 */
export const makeDkimKey = async (house: House, wish: DkimKeyWish): Promise<DkimKey> => {
  const domain = senderDomain(wish.domain)
  if (wish.selector !== null && !isSelector(wish.selector))
    throw new Refused({ kind: 'invalid', issues: [{ path: 'selector', message: 'bad_selector' }] })
  const { algorithm } = wish
  const pair = await newPair(algorithm)
  const key = {
    domain,
    algorithm,
    record: recordText(algorithm, publicBytes(pair.publicKey)),
    sealed: house.dkim.seal.seal(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    createdAt: house.clock.now(),
  }
  for (let turn = 1; turn <= mostTurns; turn += 1) {
    const selector = wish.selector ?? ownSelector(algorithm, key.createdAt, turn)
    const kept = await house.store.dkimKeys.add({ ...key, selector })
    if (kept !== null) return kept
    if (wish.selector !== null) break
  }
  throw new Refused({ kind: 'conflict', what: 'selector_taken' })
}

const newPair = (algorithm: DkimAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  algorithm === 'rsa'
    ? promisify(generateKeyPair)('rsa', { modulusLength: rsaBits })
    : promisify(generateKeyPair)('ed25519', {})

const publicBytes = (key: KeyObject): Buffer => {
  if (key.asymmetricKeyType === 'rsa') return key.export({ format: 'der', type: 'spki' })
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
}

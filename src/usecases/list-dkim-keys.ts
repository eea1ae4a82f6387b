import { readAddress } from '../domain/address.ts'
import { Refused } from '../domain/refusal.ts'
import { describeDkimKey } from './describe-dkim-key.ts'
import type { House } from './house.ts'

/** A sender's domain in A-labels, however it was typed. @throws Refused `invalid` at `domain` */
export const senderDomain = (text: string): string => {
  const address = readAddress(`postmaster@${text}`)
  if (typeof address === 'string' || address.local !== 'postmaster')
    throw new Refused({ kind: 'invalid', issues: [{ path: 'domain', message: 'bad_domain' }] })
  return address.asciiDomain
}

/** All keys, of one domain or of all, newest first; `usable` where SECRET_KEY opens them. @throws Refused `invalid` at `domain` */
export const listDkimKeys = async (house: House, domain: string | null) => {
  const keys = await house.store.dkimKeys.all(domain === null ? null : senderDomain(domain))
  return keys.map((key) => ({ ...describeDkimKey(key), usable: house.dkim.seal.open(key.sealed) !== null }))
}

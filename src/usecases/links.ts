import { signingKeys } from '../domain/signing-key.ts'
import { issueToken, readToken, type TokenPurpose } from '../domain/token.ts'
import { Refused } from '../domain/refusal.ts'

const day = 86_400_000

/** How long a link of a purpose is good for, in milliseconds; unsubscribe and preferences links never expire. */
const lives: Partial<Record<TokenPurpose, number>> = { confirm: 7 * day, resubscribe: day, setup: day }

/** What a link that somebody followed is about. */
export interface FollowedLink {
  readonly id: string
  readonly round: number
}

/** Makes and reads the signed links of mails and pages. */
export interface Links {
  readonly baseUrl: string
  to(path: string): string
  token(purpose: TokenPurpose, about: FollowedLink, now: Date): string
  confirm(about: FollowedLink, now: Date): string
  unsubscribe(about: FollowedLink, now: Date): string
  preferences(about: FollowedLink, now: Date): string
  /**
   * Reads a token of a link of this purpose.
   * @throws Refused `link_invalid`, or `link_expired` where the token is genuine but too old
   */
  follow(purpose: TokenPurpose, token: string, now: Date): FollowedLink
  /** What an expired but genuine token was about, so that its page can offer a new one; null for any other. */
  expired(purpose: TokenPurpose, token: string, now: Date): FollowedLink | null
}

/** Links below a base URL (without a slash at the end), signed with the first key and read with all. */
export const createLinks = (baseUrl: string, secrets: readonly Buffer[]): Links => {
  const keys = signingKeys(secrets)
  const token: Links['token'] = (purpose, { id, round }, now) => {
    const life = lives[purpose]
    const expiry = life === undefined ? {} : { expiresAt: new Date(now.getTime() + life) }
    return issueToken(keys, { purpose, id, round, ...expiry })
  }
  const link = (purpose: 'confirm' | 'unsubscribe' | 'preferences') => (about: FollowedLink, now: Date) =>
    `${baseUrl}/${purpose}/${token(purpose, about, now)}`
  return {
    baseUrl,
    to: (path) => `${baseUrl}${path}`,
    token,
    confirm: link('confirm'),
    unsubscribe: link('unsubscribe'),
    preferences: link('preferences'),
    follow(purpose, text, now) {
      const reading = readToken(keys, purpose, text, now)
      if (reading.ok) return { id: reading.id, round: reading.round }
      throw new Refused({ kind: reading.fault === 'expired' ? 'link_expired' : 'link_invalid' })
    },
    expired(purpose, text, now) {
      const reading = readToken(keys, purpose, text, now)
      return !reading.ok && reading.fault === 'expired' ? { id: reading.id, round: reading.round } : null
    },
  }
}

import { createHash } from 'node:crypto'
import type { Locale } from './locale.ts'
import { Refused } from './refusal.ts'
import type { SubscriptionState } from './subscription.ts'

/** What can happen to a subscription. `resumed` undoes an unsubscribe by its own link; `lapsed` is a confirmation that never came. */
export const consentEvents = [
  'asked',
  'confirmed',
  'unsubscribed',
  'resumed',
  'preferences_changed',
  'imported',
  'lapsed',
] as const
export type ConsentEvent = (typeof consentEvents)[number]

export interface ConsentStep {
  readonly state: SubscriptionState
  /** Whether the state moved; a second click leaves it where it is. */
  readonly changes: boolean
}

type Start = SubscriptionState | 'none'

/** A missing cell is a refusal. Asking again is not a yes, and an import never overrules what a reader did here. */
const table: Readonly<Record<ConsentEvent, Partial<Record<Start, SubscriptionState>>>> = {
  asked: {
    none: 'pending',
    pending: 'pending',
    active: 'active',
    paused: 'paused',
    unsubscribed: 'unsubscribed',
    lapsed: 'pending',
  },
  confirmed: { pending: 'active', active: 'active', paused: 'paused', unsubscribed: 'active', lapsed: 'active' },
  unsubscribed: {
    pending: 'unsubscribed',
    active: 'unsubscribed',
    paused: 'unsubscribed',
    unsubscribed: 'unsubscribed',
    lapsed: 'unsubscribed',
  },
  resumed: { unsubscribed: 'active', active: 'active' },
  preferences_changed: { pending: 'pending', active: 'active', paused: 'paused' },
  imported: { none: 'active', pending: 'pending', active: 'active', paused: 'paused' },
  lapsed: { pending: 'lapsed', lapsed: 'lapsed' },
}

/** Where an event leads from a state; null is a reader who has no subscription yet. Returns, never throws, the refusal. */
export const consentStep = (state: SubscriptionState | null, event: ConsentEvent): ConsentStep | Refused => {
  const next = table[event][state ?? 'none']
  if (next) return { state: next, changes: next !== state }
  return new Refused(state === null ? { kind: 'not_found' } : { kind: 'conflict', what: `${event}_while_${state}` })
}

/** The recorded fact of a yes or a no. What is unknown is an empty text. */
export interface ConsentEntry {
  readonly subscriptionId: string
  readonly event: ConsentEvent
  /** The state it led to. */
  readonly state: SubscriptionState
  /** ISO instant in milliseconds: `Date.toISOString()`. */
  readonly at: string
  /** Version of the words the reader saw, such as `2026-11-22.ar`. */
  readonly wording: string
  readonly lang: Locale
  readonly page: string
  /** As `truncateIp` gives it. */
  readonly ip: string
  readonly userAgent: string
}

export interface ChainedConsentEntry extends ConsentEntry {
  readonly hash: string
}

const hashedFields = [
  'previousHash',
  'subscriptionId',
  'event',
  'state',
  'at',
  'wording',
  'lang',
  'page',
  'ip',
  'userAgent',
]

/** SHA-256 in hex over an entry and the hash before it (null for the first), in a fixed order of fields. */
export const consentHash = (entry: ConsentEntry, previousHash: string | null): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...entry, previousHash }, hashedFields))
    .digest('hex')

/** Whether a whole chain, oldest first, is as it was written; if not, the index of the first entry that does not fit. */
export const verifyConsentChain = (
  entries: readonly ChainedConsentEntry[],
): { readonly intact: true } | { readonly intact: false; readonly brokenAt: number } => {
  const brokenAt = entries.findIndex(
    (entry, index) => consentHash(entry, entries[index - 1]?.hash ?? null) !== entry.hash,
  )
  return brokenAt === -1 ? { intact: true } : { intact: false, brokenAt }
}

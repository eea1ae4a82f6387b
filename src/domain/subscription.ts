import type { Cadence } from './cadence.ts'
import type { Locale } from './locale.ts'

/** `pending` has not confirmed; `active` is mailed; `paused` for a while; `unsubscribed` said no; `lapsed` never confirmed in time. */
export const subscriptionStates = ['pending', 'active', 'paused', 'unsubscribed', 'lapsed'] as const
export type SubscriptionState = (typeof subscriptionStates)[number]

/** A person known by one address. */
export interface Subscriber {
  readonly id: string
  /** As people read it: an internationalised domain in its own letters. */
  readonly address: string
  readonly name: string | null
  readonly createdAt: Date
}

/** One subscriber and one newsletter. */
export interface Subscription {
  readonly id: string
  readonly subscriberId: string
  readonly newsletterId: string
  readonly state: SubscriptionState
  /** Counts the times this reader left; a token of an earlier round confirms nothing. */
  readonly round: number
  /** The reader's own choice; null follows the newsletter's default. */
  readonly cadence: Cadence | null
  readonly lang: Locale
  /** IANA zone the reader told us, if any. */
  readonly zone: string | null
  /** Posts ready up to here were mailed, or were never meant for this reader. */
  readonly coveredUntil: Date | null
  readonly confirmedAt: Date | null
  readonly createdAt: Date
}

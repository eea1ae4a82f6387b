import { isScheduled, previousSlot, type Cadence } from '../domain/cadence.ts'
import { consentStep } from '../domain/consent.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import { followLink, type LinkedSubscription } from './follow-link.ts'
import type { House } from './house.ts'
import { record, type Witness } from './witness.ts'

/**
 * Confirms a subscription by the link of its mail. A second time changes nothing.
 * @throws Refused `link_expired` for a link that is too old or from before the reader left, `link_invalid` for any other
 */
export const confirm = async (house: House, token: string, witness: Witness): Promise<LinkedSubscription> => {
  const now = house.clock.now()
  const link = house.links.follow('confirm', token, now)
  const { newsletter } = await followLink(house, 'confirm', token)
  const subscription = await house.store.transaction(async (store) => {
    const found = await store.subscriptions.lock(link.id)
    if (found === null) throw new Refused({ kind: 'link_invalid' })
    if (found.round !== link.round) throw new Refused({ kind: 'link_expired' })
    const step = consentStep(found.state, 'confirmed')
    if (step instanceof Refused) throw step
    if (!step.changes) return found
    const start = startOfPeriod(newsletter, found.cadence ?? newsletter.cadence, now)
    const confirmed = { ...found, state: step.state, confirmedAt: now, coveredUntil: later(found.coveredUntil, start) }
    await store.subscriptions.save(confirmed)
    await record(store, { subscription: confirmed, event: 'confirmed', at: now, witness })
    return confirmed
  })
  return { subscription, newsletter }
}

/** A new reader's first digest holds what everybody else's will: the posts of the period under way. */
export const startOfPeriod = (newsletter: Newsletter, cadence: Cadence, now: Date): Date =>
  isScheduled(cadence) ? previousSlot({ ...newsletter, cadence }, now) : now

const later = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other)

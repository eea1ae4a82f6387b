import { consentStep, type ConsentEvent } from '../domain/consent.ts'
import { Refused } from '../domain/refusal.ts'
import type { TokenPurpose } from '../domain/token.ts'
import type { AddressedSubscription } from '../store/subscriptions.ts'
import { newsletterOf, type LinkedSubscription } from './follow-link.ts'
import type { House } from './house.ts'
import { record, type Witness } from './witness.ts'

/**
 * Ends a subscription by its unsubscribe link, from the page or by the RFC 8058 one-click POST. Once this returns, nothing
 * more is handed over. A second time changes nothing.
 * @throws Refused `link_invalid`
 */
export const unsubscribe = (house: House, token: string, witness: Witness): Promise<LinkedSubscription> =>
  moveByLink(house, { purpose: 'unsubscribe', token, event: 'unsubscribed', witness }, (subscription) => ({
    ...subscription,
    round: subscription.round + 1,
  }))

/**
 * Undoes an unsubscribe by the link of its goodbye page.
 * @throws Refused `link_expired` after a day, or when the reader has left again since
 */
export const resubscribe = (house: House, token: string, witness: Witness): Promise<LinkedSubscription> =>
  moveByLink(house, { purpose: 'resubscribe', token, event: 'resumed', witness }, (subscription) => subscription)

interface Move {
  readonly purpose: TokenPurpose
  readonly token: string
  readonly event: ConsentEvent
  readonly witness: Witness
}

const moveByLink = async (
  house: House,
  { purpose, token, event, witness }: Move,
  change: (subscription: AddressedSubscription) => AddressedSubscription,
): Promise<LinkedSubscription> => {
  const now = house.clock.now()
  const link = house.links.follow(purpose, token, now)
  const subscription = await house.store.transaction(async (store) => {
    const found = await store.subscriptions.lock(link.id)
    if (found === null) throw new Refused({ kind: 'link_invalid' })
    if (purpose === 'resubscribe' && found.round !== link.round) throw new Refused({ kind: 'link_expired' })
    const step = consentStep(found.state, event)
    if (step instanceof Refused) throw step
    if (!step.changes) return found
    const moved = { ...change(found), state: step.state }
    await store.subscriptions.save(moved)
    await record(store, { subscription: moved, event, at: now, witness })
    return moved
  })
  return { subscription, newsletter: await newsletterOf(house, subscription.newsletterId) }
}

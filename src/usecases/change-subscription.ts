import type { Cadence } from '../domain/cadence.ts'
import { consentStep } from '../domain/consent.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { House } from './house.ts'
import { record, type Witness } from './witness.ts'

/** What an admin may do for a reader: end a subscription, or set its cadence. Nobody is subscribed by it. */
export interface SubscriptionChange {
  readonly subscriberId: string
  readonly newsletter: Newsletter
  readonly unsubscribe: boolean
  readonly cadence?: Cadence | null
  readonly witness: Witness
}

/** What is so already is not written down again. @throws Refused `not_found` without such a subscription, `invalid` for a cadence that is not offered, `conflict` for a reader who has left */
export const changeSubscription = (house: House, change: SubscriptionChange): Promise<void> =>
  house.store.transaction(async (store) => {
    const { newsletter, cadence, witness } = change
    const found = await store.subscriptions.lockOf(change.subscriberId, newsletter.id)
    if (found === null) throw new Refused({ kind: 'not_found' })
    if (cadence && !newsletter.cadences.includes(cadence))
      throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
    const event = change.unsubscribe ? 'unsubscribed' : 'preferences_changed'
    const step = consentStep(found.state, event)
    if (step instanceof Refused) throw step
    const round = found.round + (change.unsubscribe && step.changes ? 1 : 0)
    const subscription = {
      ...found,
      state: step.state,
      round,
      cadence: cadence === undefined ? found.cadence : cadence,
    }
    if (!step.changes && subscription.cadence === found.cadence) return
    await store.subscriptions.save(subscription)
    await record(store, { subscription, event, at: house.clock.now(), witness })
  })

import { readAddress } from '../domain/address.ts'
import type { Cadence } from '../domain/cadence.ts'
import { consentStep } from '../domain/consent.ts'
import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { Subscriber } from '../domain/subscription.ts'
import { addressHash } from '../domain/suppression.ts'
import type { Transaction } from '../store/store.ts'
import type { House } from './house.ts'
import { checkedCadence } from './checked-cadence.ts'
import { startOfPeriod } from './confirm.ts'
import { record, type Witness } from './witness.ts'

/** A reader whose consent an admin vouches for, by hand or by the API. */
export interface VouchedReader {
  readonly email: string
  readonly name: string | null
  readonly newsletter: Newsletter
  readonly cadence: Cadence | null
  readonly lang: Locale | null
  readonly witness: Witness
}

/**
 * Makes an active subscription of a reader who said yes elsewhere. Doing so twice changes nothing.
 * @throws Refused `invalid`, also for a cadence that is not offered, `conflict` for a suppressed address and for a reader who has left
 */
export const addSubscriber = (house: House, reader: VouchedReader): Promise<Subscriber> =>
  house.store.transaction(async (store) => {
    const address = readAddress(reader.email)
    if (typeof address === 'string')
      throw new Refused({ kind: 'invalid', issues: [{ path: 'email', message: address }] })
    if (reader.cadence !== null && !reader.newsletter.cadences.includes(reader.cadence))
      throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
    const hash = addressHash(house.store.addressPepper, address.key)
    if (await store.suppressions.has(hash)) throw new Refused({ kind: 'conflict', what: 'suppressed_address' })
    const now = house.clock.now()
    const subscriberId = await store.subscribers.lockOrAdd(address, { addressHash: hash, name: reader.name, at: now })
    await activate(store, subscriberId, reader, now)
    return (await store.subscribers.byId(subscriberId)) as Subscriber
  })

const activate = async (
  store: Transaction,
  subscriberId: string,
  { newsletter, cadence, lang, witness }: VouchedReader,
  now: Date,
): Promise<void> => {
  const existing = await store.subscriptions.lockOf(subscriberId, newsletter.id)
  const step = consentStep(existing?.state ?? null, 'imported')
  if (step instanceof Refused) throw step
  if (existing?.state === 'active' || existing?.state === 'paused') return
  const wish = { cadence: checkedCadence(cadence, newsletter), lang: lang ?? newsletter.locale, zone: null }
  const id =
    existing?.id ??
    (await store.subscriptions.add({ ...wish, subscriberId, newsletterId: newsletter.id, state: 'pending', at: now }))
  const subscription = await store.subscriptions.lock(id)
  if (subscription === null) throw new Error(`Subscription ${id} is missing although it was just made.`)
  const coveredUntil = startOfPeriod(newsletter, cadence ?? newsletter.cadence, now)
  const active = { ...subscription, ...wish, state: 'active' as const, confirmedAt: now, coveredUntil }
  await store.subscriptions.save(active)
  await record(store, { subscription: active, event: 'imported', at: now, witness })
}

import { readAddress, type Address } from '../domain/address.ts'
import { isTimeZone, type Cadence } from '../domain/cadence.ts'
import { consentStep } from '../domain/consent.ts'
import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import { signupNotice, signupNotices } from '../domain/signup.ts'
import type { Subscription } from '../domain/subscription.ts'
import { addressHash } from '../domain/suppression.ts'
import type { Transaction } from '../store/store.ts'
import type { House } from './house.ts'
import { checkedCadence } from './checked-cadence.ts'
import { findNewsletter } from './find-newsletter.ts'
import { mayMail } from './may-mail.ts'
import { record, type Witness } from './witness.ts'

/** What a visitor leaves. */
export interface SignupRequest {
  readonly email: string
  /** Slug; may be left out where there is one newsletter only. */
  readonly newsletter: string | null
  readonly cadence: Cadence | null
  readonly lang: Locale | null
  readonly zone: string | null
  readonly name: string | null
  readonly witness: Witness
}

/**
 * Takes a signup. What comes of it is told by mail alone: a confirmation for a new or pending reader, "you are already
 * subscribed" for an active one, an offer to come back for one who left, nothing for a suppressed address.
 * @throws Refused only for what the form itself got wrong, never for who the reader is
 */
export const subscribe = async (house: House, request: SignupRequest): Promise<void> => {
  const newsletter = await findNewsletter(house, request.newsletter)
  const address = checkedAddress(request.email)
  const cadence = checkedCadence(request.cadence, newsletter)
  const noticeId = await house.store.transaction((store) =>
    ask(house, store, { request, newsletter, address, cadence }),
  )
  if (noticeId !== null) await house.queues.wake('send-notice', { noticeId })
}

interface Asking {
  readonly request: SignupRequest
  readonly newsletter: Newsletter
  readonly address: Address
  readonly cadence: Cadence | null
}

/** Writes the signup down and returns the notice to be sent, if any. */
const ask = async (
  house: House,
  store: Transaction,
  { request, newsletter, address, cadence }: Asking,
): Promise<string | null> => {
  const now = house.clock.now()
  const hash = addressHash(house.store.addressPepper, address.key)
  if (await store.suppressions.has(hash)) return null
  const subscriberId = await store.subscribers.lockOrAdd(address, { addressHash: hash, name: request.name, at: now })
  const wish = {
    cadence,
    lang: request.lang ?? newsletter.locale,
    zone: request.zone !== null && isTimeZone(request.zone) ? request.zone : null,
  }
  const subscription = await askedSubscription(store, { subscriberId, newsletterId: newsletter.id, at: now, ...wish })
  if (!(await mayMail(store, { subscriberId, subscriptionId: subscription.id, kinds: signupNotices }, now))) return null
  if (subscription.state !== 'active')
    await record(store, { subscription, event: 'asked', at: now, witness: request.witness })
  return store.notices.add({
    kind: signupNotice(subscription.state),
    subscriberId,
    subscriptionId: subscription.id,
    lang: subscription.lang,
    at: now,
  })
}

type Wish = Pick<Subscription, 'subscriberId' | 'newsletterId' | 'cadence' | 'lang' | 'zone'> & { at: Date }

/** The subscription as it stands after being asked for: an active reader's own choices are not touched by a form anybody can send. */
const askedSubscription = async (
  store: Transaction,
  wish: Wish,
): Promise<Pick<Subscription, 'id' | 'state' | 'lang'>> => {
  const existing = await store.subscriptions.lockOf(wish.subscriberId, wish.newsletterId)
  const step = consentStep(existing?.state ?? null, 'asked')
  if (step instanceof Refused) throw step
  if (existing === null)
    return { id: await store.subscriptions.add({ ...wish, state: step.state }), state: step.state, lang: wish.lang }
  if (existing.state === 'active' || existing.state === 'paused') return existing
  const { cadence, lang, zone } = wish
  await store.subscriptions.save({ ...existing, state: step.state, cadence, lang, zone })
  return { id: existing.id, state: step.state, lang }
}

const checkedAddress = (email: string): Address => {
  const address = readAddress(email)
  if (typeof address === 'string') throw new Refused({ kind: 'invalid', issues: [{ path: 'email', message: address }] })
  return address
}

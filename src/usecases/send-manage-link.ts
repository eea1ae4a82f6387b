import { readAddress } from '../domain/address.ts'
import { Refused } from '../domain/refusal.ts'
import type { AddressedSubscription } from '../store/subscriptions.ts'
import type { House } from './house.ts'
import { mayMail } from './may-mail.ts'

/**
 * Mails manage links to an address that somebody typed, one for each of its living subscriptions. The caller learns
 * nothing: an unknown address gets no mail and the same answer.
 * @throws Refused `invalid` for what is no address
 */
export const sendManageLink = async (house: House, email: string, newsletterId: string | null): Promise<void> => {
  const address = readAddress(email)
  if (typeof address === 'string') throw new Refused({ kind: 'invalid', issues: [{ path: 'email', message: address }] })
  const subscriptions = await house.store.subscriptions.ofAddress(address.key, newsletterId)
  for (const { id } of subscriptions.filter(isLiving)) {
    const noticeId = await writeNotice(house, id)
    if (noticeId !== null) await house.queues.wake('send-notice', { noticeId })
  }
}

const isLiving = ({ state, suppressed }: AddressedSubscription): boolean =>
  !suppressed && (state === 'active' || state === 'paused')

const writeNotice = (house: House, subscriptionId: string): Promise<string | null> =>
  house.store.transaction(async (store) => {
    const at = house.clock.now()
    const subscription = await store.subscriptions.lock(subscriptionId)
    if (subscription === null) return null
    const { subscriberId, lang } = subscription
    if (!(await mayMail(store, { subscriberId, subscriptionId, kinds: ['manage_link'] }, at))) return null
    return store.notices.add({ kind: 'manage_link', subscriberId, subscriptionId, lang, at })
  })

import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import { signupNotice, signupNotices } from '../domain/signup.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'
import { mayMail } from './may-mail.ts'

/**
 * Mails a new confirmation to the reader of a link that is genuine but too old, within the limits of signing up. The page
 * says the same whatever comes of it.
 * @throws Refused `link_invalid`
 */
export const renewConfirmation = async (
  house: House,
  token: string,
): Promise<{ lang: Locale; newsletter: Newsletter }> => {
  const at = house.clock.now()
  const about = house.links.expired('confirm', token, at) ?? house.links.follow('confirm', token, at)
  const { subscription, noticeId } = await house.store.transaction(async (store) => {
    const found = await store.subscriptions.lock(about.id)
    if (found === null) throw new Refused({ kind: 'link_invalid' })
    const { subscriberId, lang } = found
    const allowed =
      !found.suppressed && (await mayMail(store, { subscriberId, subscriptionId: found.id, kinds: signupNotices }, at))
    const notice = { kind: signupNotice(found.state), subscriberId, subscriptionId: found.id, lang, at }
    return { subscription: found, noticeId: allowed ? await store.notices.add(notice) : null }
  })
  if (noticeId !== null) await house.queues.wake('send-notice', { noticeId })
  return { lang: subscription.lang, newsletter: await newsletterOf(house, subscription.newsletterId) }
}

import type { Notice as NoticeText } from '../../emails/notice.ts'
import type { Cadence } from '../domain/cadence.ts'
import { retryDelay } from '../domain/retry.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { Notice } from '../store/notices.ts'
import type { AddressedSubscription } from '../store/subscriptions.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'
import { keepNotice } from './keep-lease.ts'
import { isRelayFault } from './relay-fault.ts'

/** A notice in doubt is worth another copy, which harms nobody; more copies than this are not. */
const mostCopies = 3

/** Mails one notice, if it is due and nobody else has it. At least once: what was not taken, or is in doubt, is tried again. */
export const sendNotice = async (house: House, noticeId: string): Promise<void> => {
  const leaseSeconds = house.timings.noticeLeaseSeconds
  const notice = await house.store.notices.claim(noticeId, house.clock.now(), { leaseSeconds, mostCopies })
  if (notice === null) return
  await using lease = keepNotice(house, notice)
  const subscription = await house.store.subscriptions.byId(notice.subscriptionId)
  const outcome = subscription && !subscription.suppressed ? await handOver(house, notice, subscription) : notToBeMailed
  const verdict = verdictOn(notice, outcome, house.clock.now())
  await lease.insist(() => house.store.notices.settle(notice, verdict), 'a notice could not be written down')
}

const notToBeMailed = { kind: 'refused', reply: 'not to be mailed' } as const

const handOver = async (
  house: House,
  notice: Notice,
  subscription: AddressedSubscription,
): Promise<Pick<Outcome, 'kind' | 'reply'>> => {
  const newsletter = await newsletterOf(house, subscription.newsletterId)
  const now = house.clock.now()
  const links = {
    confirmUrl: house.links.confirm(subscription, now),
    unsubscribeUrl: house.links.unsubscribe(subscription, now),
    preferencesUrl: house.links.preferences(subscription, now),
  }
  const text = textOf(notice, subscription.cadence ?? newsletter.cadence, links)
  const mail = await house.renderer.renderNotice(text, newsletter, { ...links, address: subscription.address })
  try {
    return await house.mailer.send({
      ...mail,
      from: newsletter.sender,
      ...(newsletter.replyTo === null ? {} : { replyTo: { name: null, address: newsletter.replyTo } }),
      to: { name: subscription.name, address: subscription.address },
      ...returnTo(house, subscription.id),
      messageId: house.digests.messageIdOf(newsletter, `notice-${notice.id}`, subscription.id),
      autoSubmitted: true,
    })
  } catch (fault) {
    if (isRelayFault(fault)) return { kind: 'deferred', reply: fault.message }
    throw fault
  }
}

const returnTo = ({ returnPaths }: House, subscriptionId: string): { envelopeFrom?: string } =>
  returnPaths === null ? {} : { envelopeFrom: returnPaths.of({ issueId: null, subscriptionId }) }

const textOf = (
  notice: Notice,
  cadence: Cadence,
  links: { confirmUrl: string; preferencesUrl: string },
): NoticeText => {
  const { kind, lang } = notice
  if (kind === 'confirm') return { kind, lang, cadence, confirmUrl: links.confirmUrl }
  if (kind === 'come_back') return { kind, lang, confirmUrl: links.confirmUrl }
  return { kind, lang, preferencesUrl: links.preferencesUrl }
}

const verdictOn = (notice: Notice, { kind, reply }: Pick<Outcome, 'kind' | 'reply'>, now: Date) => {
  if (kind === 'accepted' || kind === 'refused') return { state: kind, reply, nextAt: null }
  const delay =
    kind === 'uncertain' && notice.attempts >= mostCopies ? null : retryDelay(notice.attempts, Math.random())
  if (delay === null) return { state: 'failed' as const, reply, nextAt: null }
  return { state: 'planned' as const, reply, nextAt: new Date(now.getTime() + delay * 1000) }
}

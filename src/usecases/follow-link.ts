import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { TokenPurpose } from '../domain/token.ts'
import type { AddressedSubscription } from '../store/subscriptions.ts'
import type { House } from './house.ts'

/** A subscription that a link led to. */
export interface LinkedSubscription {
  readonly subscription: AddressedSubscription
  readonly newsletter: Newsletter
}

/** The subscription that a link of a purpose leads to, unchanged. @throws Refused `link_invalid`, `link_expired` */
export const followLink = async (house: House, purpose: TokenPurpose, token: string): Promise<LinkedSubscription> => {
  const link = house.links.follow(purpose, token, house.clock.now())
  const subscription = await house.store.subscriptions.byId(link.id)
  if (subscription === null) throw new Refused({ kind: 'link_invalid' })
  return { subscription, newsletter: await newsletterOf(house, subscription.newsletterId) }
}

/** The newsletter of a subscription, a source or an issue, which is always there. */
export const newsletterOf = async (house: House, id: string): Promise<Newsletter> => {
  const newsletter = await house.store.newsletters.byId(id)
  if (newsletter === null) throw new Error(`Newsletter ${id} is missing although something belongs to it.`)
  return newsletter
}

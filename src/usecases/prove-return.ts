import { readAddress } from '../domain/address.ts'
import type { BouncedMessage } from '../domain/bounce.ts'
import { Refused } from '../domain/refusal.ts'
import type { ReturnTrace } from '../mail/returned/reading.ts'
import type { AddressedSubscription } from '../store/subscriptions.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'

/**
 * Which message a returned mail is proven to be about: by a signed return path, else by a Message-ID of ours that comes out
 * again when it is made anew for a reader whom the notice names. Null when neither is there: anybody can write such a mail.
 */
export const provenBy = async (house: House, trace: ReturnTrace): Promise<BouncedMessage | null> => {
  for (const path of trace.paths) {
    const about = house.returnPaths?.read(path)
    if (about) return about
  }
  const claims = trace.messageIds.flatMap(claimedBy)
  if (claims.length === 0) return null
  for (const subscription of await candidatesOf(house, trace)) {
    const newsletter = await newsletterOf(house, subscription.newsletterId)
    const claim = claims.find(({ issue, local }) =>
      house.digests.messageIdOf(newsletter, issue, subscription.id).startsWith(`<${local}@`),
    )
    if (claim) return { issueId: /^\d+$/.test(claim.issue) ? claim.issue : null, subscriptionId: subscription.id }
  }
  return null
}

interface Claim {
  /** An issue's id, or the name of a single mail. */
  readonly issue: string
  readonly local: string
}

const claimedBy = (messageId: string): Claim[] => {
  const [, local, issue] = /<?(((?:notice-)?\d{1,19})\.[\da-f]{32})@/.exec(messageId) ?? []
  return local === undefined || issue === undefined ? [] : [{ issue, local }]
}

/** Readers whom the notice names, by address or by the unsubscribe link of the mail it brings back. */
const candidatesOf = async (house: House, { recipients, tokens }: ReturnTrace): Promise<AddressedSubscription[]> => {
  const found: AddressedSubscription[] = []
  for (const token of tokens) {
    const subscription = await linkedBy(house, token)
    if (subscription !== null) found.push(subscription)
  }
  for (const recipient of new Set(recipients)) {
    const address = readAddress(recipient)
    if (typeof address !== 'string') found.push(...(await house.store.subscriptions.ofAddress(address.key, null)))
  }
  return found
}

const linkedBy = (house: House, token: string): Promise<AddressedSubscription | null> => {
  try {
    return house.store.subscriptions.byId(house.links.follow('unsubscribe', token, house.clock.now()).id)
  } catch (error) {
    if (error instanceof Refused) return Promise.resolve(null)
    throw error
  }
}

import type { ConsentEvent } from '../domain/consent.ts'
import { truncateIp } from '../domain/network.ts'
import { consentWordingVersion } from '../i18n/pages.ts'
import type { Subscription } from '../domain/subscription.ts'
import type { Transaction } from '../store/store.ts'

/** Where and how a reader said yes or no. */
export interface Witness {
  readonly page: string
  readonly ip: string
  readonly userAgent: string
}

/** Appends what a reader did to the consent ledger, with the state it led to. */
export const record = (
  store: Transaction,
  {
    subscription,
    event,
    at,
    witness,
  }: { subscription: Pick<Subscription, 'id' | 'state' | 'lang'>; event: ConsentEvent; at: Date; witness: Witness },
): Promise<void> =>
  store.consents.append({
    subscriptionId: subscription.id,
    event,
    state: subscription.state,
    at: at.toISOString(),
    wording: consentWordingVersion(subscription.lang),
    lang: subscription.lang,
    page: witness.page.slice(0, 500),
    ip: truncateIp(witness.ip),
    userAgent: witness.userAgent.slice(0, 300),
  })

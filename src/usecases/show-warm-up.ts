import { domainOf } from '../domain/address.ts'
import { utcDay, warmUpAfter, type WarmUp } from '../domain/warm-up.ts'
import type { KeptNewsletter } from '../store/newsletters.ts'
import type { House } from './house.ts'

/** How far a new sender is today, and how many messages of the allowance are used or set aside. */
export interface ShownWarmUp extends WarmUp {
  readonly used: number
}

/** Answers for each newsletter how its sender's domain is being warmed up; null where it is not, or not yet. */
export const warmUps = async ({
  store,
  clock,
}: House): Promise<(newsletter: Pick<KeptNewsletter, 'sender' | 'warmUpFrom'>) => ShownWarmUp | null> => {
  const today = utcDay(clock.now().getTime())
  const senders = await store.senderDays.warming(today)
  return ({ sender, warmUpFrom }) => {
    const domain = domainOf(sender.address).toLowerCase()
    const found = warmUpFrom !== null && senders.find((one) => one.domain === domain)
    return found ? { ...warmUpAfter(found.earlier), used: found.used } : null
  }
}

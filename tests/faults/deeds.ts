import { Refused } from '../../src/domain/refusal.ts'
import type { House } from '../../src/usecases/house.ts'
import { recordBounce } from '../../src/usecases/record-bounce.ts'
import { eraseSubscriber } from '../../src/usecases/suppress.ts'
import { unsubscribe } from '../../src/usecases/unsubscribe.ts'
import type { Deed } from './crash-points.ts'

/** Something done beside a send: a delivery's bounce is recorded, a reader leaves or is erased. */
export interface DeedOrder {
  readonly deed: Deed
  readonly issueId: string
  readonly subscriptionId: string
  readonly subscriberId: string
  /** In hexadecimal digits. */
  readonly addressHash: string
}

const witness = { page: 'faults', ip: '192.0.2.7', userAgent: 'a test' }

const deeds: Readonly<Record<Deed, (house: House, order: DeedOrder) => Promise<unknown>>> = {
  bounce: (house, { issueId, subscriptionId }) =>
    recordBounce(house, {
      kind: 'hard',
      road: 'dsn',
      about: { issueId, subscriptionId },
      status: '5.1.1',
      diagnostic: '550 5.1.1 nobody of that name',
      // As a provider that was not answered sends its notice again.
      eventId: `faults ${issueId} ${subscriptionId}`,
      at: house.clock.now(),
    }),
  unsubscribe: (house, { subscriptionId }) => {
    const now = house.clock.now()
    return unsubscribe(house, house.links.token('unsubscribe', { id: subscriptionId, round: 0 }, now), witness)
  },
  erase: (house, { subscriberId }) => eraseSubscriber(house, subscriberId),
}

/** Does it. What is refused because it was done before is no matter: its effect is judged. */
export const doDeed = async (house: House, order: DeedOrder): Promise<void> => {
  try {
    await deeds[order.deed](house, order)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

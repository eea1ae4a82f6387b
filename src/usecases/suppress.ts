import { readAddress } from '../domain/address.ts'
import { Refused } from '../domain/refusal.ts'
import { addressHash, type SuppressionReason } from '../domain/suppression.ts'
import type { Suppression } from '../store/suppressions.ts'
import type { House } from './house.ts'

/** Forbids mail to an address. Once this returns nothing more is handed over to it. @throws Refused `invalid` */
export const suppress = async (
  house: House,
  email: string,
  { reason, note }: { reason: SuppressionReason; note: string },
): Promise<Suppression> => {
  const address = readAddress(email)
  if (typeof address === 'string') throw new Refused({ kind: 'invalid', issues: [{ path: 'email', message: address }] })
  const hash = addressHash(house.store.addressPepper, address.key)
  return house.store.transaction((store) =>
    store.suppressions.add({ addressHash: hash, address: address.address, reason, note, at: house.clock.now() }),
  )
}

/** Lifts a suppression. @throws Refused `not_found` */
export const liftSuppression = async (house: House, id: string): Promise<void> => {
  const lifted = await house.store.transaction((store) => store.suppressions.remove(id))
  if (!lifted) throw new Refused({ kind: 'not_found', what: 'suppression' })
}

/** Removes a person's rows and keeps a keyed hash, so that their "no" is not forgotten. @throws Refused `not_found` */
export const eraseSubscriber = (house: House, subscriberId: string): Promise<void> =>
  house.store.transaction(async (store) => {
    const hash = await store.subscribers.hashOf(subscriberId)
    if (hash === null) throw new Refused({ kind: 'not_found', what: 'subscriber' })
    await store.suppressions.add({
      addressHash: hash,
      address: null,
      reason: 'erased',
      note: '',
      at: house.clock.now(),
    })
    await store.ledger.forgetReplies(subscriberId)
    await store.bounces.forget(hash)
    await store.subscribers.remove(subscriberId)
  })

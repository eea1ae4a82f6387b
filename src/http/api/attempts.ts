import type { Attempt } from '../../store/attempts.ts'
import type { Delivery } from '../../store/deliveries.ts'
import type { Room } from '../room.ts'

/** Deliveries of an issue, each with the attempts at it that did not end in acceptance. */
export const withAttempts = async (
  { house }: Room,
  issueId: string,
  deliveries: readonly Delivery[],
): Promise<(Omit<Delivery, 'attempts'> & { readonly attempts: readonly Omit<Attempt, 'subscriptionId'>[] })[]> => {
  const attempts = await house.store.attempts.of(
    issueId,
    deliveries.map(({ subscriptionId }) => subscriptionId),
  )
  const byReader = Map.groupBy(attempts, ({ subscriptionId }) => subscriptionId)
  return deliveries.map((delivery) => ({
    ...delivery,
    attempts: (byReader.get(delivery.subscriptionId) ?? []).map(withoutReader),
  }))
}

const withoutReader = ({ number, state, phase, relay, reply, at }: Attempt) => ({
  number,
  state,
  phase,
  relay,
  reply,
  at,
})

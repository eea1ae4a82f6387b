import { retryDelay } from '../domain/delivery.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { DeliveryResult, DueDelivery } from '../store/ledger.ts'

/** What the ledger says of an outcome. A delivery deferred too often has expired. `jitter` in [0, 1) spreads the retries. */
export const resultOf = (
  { subscriptionId, attempts }: DueDelivery,
  outcome: Outcome,
  jitter: number,
): DeliveryResult => {
  const { kind, reply } = outcome
  switch (kind) {
    case 'accepted':
      return { subscriptionId, state: kind, reason: null, reply, retryIn: null }
    case 'refused':
      return { subscriptionId, state: kind, reason: outcome.reason, reply, retryIn: null }
    case 'uncertain':
      return { subscriptionId, state: kind, reason: outcome.why, reply, retryIn: null }
    case 'deferred': {
      const retryIn = retryDelay(attempts + 1, jitter)
      const state = retryIn === null ? 'expired' : kind
      return { subscriptionId, state, reason: outcome.phase, reply, retryIn }
    }
  }
}

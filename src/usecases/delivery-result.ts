import { retryPlan } from '../domain/retry.ts'
import { verdictOf } from '../domain/smtp-status.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { DeliveryResult, DueDelivery } from '../store/ledger.ts'

/**
 * What the ledger says of an outcome. A delivery put off for longer than a digest is news has expired. `jitter` in [0, 1)
 * spreads the retries.
 */
export const resultOf = (
  { subscriptionId, attempts, age }: Pick<DueDelivery, 'subscriptionId' | 'attempts' | 'age'>,
  outcome: Outcome,
  { relay, jitter }: { relay: string; jitter: number },
): DeliveryResult => {
  const { kind, reply } = outcome
  const attempt = attempts + 1
  const told = { subscriptionId, attempt, relay, reply, retryIn: null }
  switch (kind) {
    case 'accepted':
      return { ...told, state: kind, phase: 'after_dot', reason: null }
    case 'uncertain':
      return { ...told, state: kind, phase: outcome.phase, reason: outcome.why }
    case 'refused': {
      const reason = outcome.reason === 'relay' ? verdictOf(outcome).reason : outcome.reason
      return { ...told, state: kind, phase: outcome.phase, reason }
    }
    case 'deferred': {
      const verdict = verdictOf(outcome)
      const retryIn = retryPlan(verdict, attempt, age, jitter)
      return {
        ...told,
        state: retryIn === null ? 'expired' : kind,
        phase: outcome.phase,
        reason: verdict.reason,
        retryIn,
      }
    }
  }
}

import { verdictOf } from '../domain/smtp-status.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { Run } from './lanes.ts'
import { recordBounce } from './record-bounce.ts'

/**
 * What the relay refused for good, and what it put off until it expired, counts against the reader's address by the same rules
 * as a bounce that comes back by mail. Once for each delivery, however often it is told.
 */
export const recordFailures = async ({ house, batch, failed }: Run): Promise<void> => {
  for (const { delivery, outcome, state } of failed) {
    if (state !== 'refused' && state !== 'expired') continue
    if (!wasSaidOfReader(outcome)) continue
    const { status } = verdictOf(outcome)
    await recordBounce(house, {
      kind: state === 'refused' ? 'hard' : 'soft',
      road: 'relay',
      about: { issueId: batch.issueId, subscriptionId: delivery.subscriptionId },
      status,
      diagnostic: outcome.reply,
      eventId: `relay:${batch.issueId}:${delivery.subscriptionId}`,
      at: house.clock.now(),
    })
  }
}

type Said = Extract<Outcome, { kind: 'refused' | 'deferred' }> & { readonly code: number }

/** What a relay says before it has heard the recipient, it says of us. */
const wasSaidOfReader = (outcome: Outcome): outcome is Said =>
  (outcome.kind === 'refused' || outcome.kind === 'deferred') &&
  outcome.code !== null &&
  outcome.phase !== 'connection' &&
  outcome.phase !== 'mail'

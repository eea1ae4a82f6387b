import type { DeliveryState } from '../domain/delivery.ts'
import type { Queryable } from './database.ts'

/** An attempt at a delivery that did not end in acceptance. */
export interface Attempt {
  readonly subscriptionId: string
  /** The first is 1. */
  readonly number: number
  readonly state: DeliveryState
  /** How far the message had come. */
  readonly phase: string
  /** The relay's label; null where it is not known any more. */
  readonly relay: string | null
  readonly reply: string | null
  readonly at: Date
}

/** Attempts, as admins look at them. */
export const attemptRows = (db: Queryable) => ({
  /** What went before, for some deliveries of an issue, the first attempts first. */
  of(issueId: string, subscriptionIds: readonly string[]): Promise<Attempt[]> {
    return db.query<Attempt>(
      `select subscription_id as "subscriptionId", number, state, phase, relay, reply, at from attempt
       where issue_id = $1 and subscription_id = any($2::bigint[]) order by subscription_id, number`,
      [issueId, subscriptionIds],
    )
  },
})

import type { DeliveryState } from '../domain/delivery.ts'
import type { Queryable } from './database.ts'
import type { Page, PageRequest } from './rows.ts'

/** A row of the ledger as admins see it. */
export interface Delivery {
  readonly subscriptionId: string
  readonly address: string | null
  readonly state: DeliveryState
  readonly attempts: number
  readonly reason: string | null
  readonly reply: string | null
  readonly changedAt: Date | null
}

/** Deliveries as admins look at them. */
export const deliveryRows = (db: Queryable) => ({
  /** Deliveries of an issue, by state when one is named, in the order of their subscriptions. */
  async page({
    issueId,
    state,
    after,
    limit,
  }: PageRequest & { issueId: string; state: DeliveryState | null }): Promise<Page<Delivery>> {
    const rows = await db.query<Delivery>(
      `select d.subscription_id as "subscriptionId", b.address, d.state, d.attempts, d.reason, d.reply, d.changed_at as "changedAt"
       from delivery d left join subscription s on s.id = d.subscription_id left join subscriber b on b.id = s.subscriber_id
       where d.issue_id = $1 and ($2::delivery_state is null or d.state = $2) and ($3::bigint is null or d.subscription_id > $3)
       order by d.subscription_id limit $4`,
      [issueId, state, after, limit + 1],
    )
    const items = rows.slice(0, limit)
    return { items, next: rows.length > limit ? (items.at(-1)?.subscriptionId ?? null) : null }
  },
})

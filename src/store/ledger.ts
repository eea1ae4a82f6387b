import type { DeliveryState } from '../domain/delivery.ts'
import type { Queryable } from './database.ts'
import { idOrNull, type Page, type PageRequest } from './rows.ts'

/** A batch that is ours until the lease runs out; `token` tells us from every earlier and later holder. */
export interface ClaimedBatch {
  readonly id: string
  readonly issueId: string
  readonly token: string
  readonly lowest: string
  readonly highest: string
}

/** A delivery that may be handed over, as it was when the batch was read. */
export interface DueDelivery {
  readonly subscriptionId: string
  readonly renditionId: string
  readonly attempts: number
  readonly address: string
  readonly name: string | null
}

/** What came of handing one delivery over. `nextAt` in seconds from now, on database time, for a deferred one. */
export interface DeliveryResult {
  readonly subscriptionId: string
  readonly state: Extract<DeliveryState, 'accepted' | 'deferred' | 'refused' | 'uncertain' | 'expired'>
  readonly reason: string | null
  readonly reply: string
  readonly retryIn: number | null
}

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

/** Batches and their deliveries. Leases and retry times are on database time, so that no worker's clock matters. */
export const ledgerRows = (db: Queryable) => ({
  /** Takes a batch for `leaseSeconds`; null when it is done, not due, held by another worker, or its issue is not sending. */
  async claim(batchId: string, leaseSeconds: number): Promise<ClaimedBatch | null> {
    const [batch] = await db.query<ClaimedBatch>(
      `update batch b set token = token + 1, lease_until = now() + make_interval(secs => $2) from issue i
       where b.id = $1 and i.id = b.issue_id and i.state = 'sending' and not b.done and b.next_at <= now()
         and (b.lease_until is null or b.lease_until < now())
       returning b.id, b.issue_id as "issueId", b.token, b.lowest, b.highest`,
      [idOrNull(batchId), leaseSeconds],
    )
    if (!batch) return null
    await abandon(db, [batch.id])
    return batch
  },

  /** Keeps a batch for another `leaseSeconds`; false when it is no longer ours. */
  async renew(batch: ClaimedBatch, leaseSeconds: number): Promise<boolean> {
    const rows = await db.query(
      `update batch set lease_until = now() + make_interval(secs => $3) where id = $1 and token = $2 and lease_until > now() returning id`,
      [batch.id, batch.token, leaseSeconds],
    )
    return rows.length > 0
  },

  /** The deliveries of a batch that are planned, or deferred and due again. */
  due(batch: ClaimedBatch): Promise<DueDelivery[]> {
    return db.query<DueDelivery>(
      `select d.subscription_id as "subscriptionId", d.rendition_id as "renditionId", d.attempts, coalesce(b.address, '') as address, b.name
       from delivery d left join subscription s on s.id = d.subscription_id left join subscriber b on b.id = s.subscriber_id
       where d.issue_id = $1 and d.subscription_id between $2 and $3
         and (d.state = 'planned' or (d.state = 'deferred' and d.next_at <= now())) order by d.subscription_id`,
      [batch.issueId, batch.lowest, batch.highest],
    )
  },

  /**
   * The fence, one statement for a group of free connections: moves to `handing_over` only while the batch is ours, its lease
   * valid, the issue sending, the subscription active and the address not suppressed; marks the others of the group `skipped`.
   * Reading the subscriptions FOR SHARE makes an unsubscribe that committed first win, and one that comes later wait for us.
   * Writes the results of these connections down in the same statement, as `record` does.
   */
  async fence(
    batch: ClaimedBatch,
    subscriptionIds: readonly string[],
    results: readonly DeliveryResult[] = [],
  ): Promise<{ subscriptionId: string; state: 'handing_over' | 'skipped' }[]> {
    return db.query(
      `with written as (${writeResults}),
       held as (
         select from batch b join issue i on i.id = b.issue_id
         where b.id = $1 and b.token = $2 and b.lease_until > now() and i.state = 'sending'),
       reader as (
         select s.id, s.state, s.suppressed from subscription s
         where s.id = any(${wantedIds}::bigint[]) and exists (select from held) order by s.id for share of s),
       verdict as (
         select wanted.id, case when r.id is null then 'erased' when r.suppressed then 'suppressed' when r.state = 'active' then null
           when r.state = 'paused' then 'paused' else 'unsubscribed' end as obstacle
         from unnest(${wantedIds}) wanted(id) left join reader r on r.id = wanted.id where exists (select from held))
       update delivery d set changed_at = now(), reason = v.obstacle,
         state = case when v.obstacle is null then 'handing_over' else 'skipped' end::delivery_state,
         attempts = d.attempts + case when v.obstacle is null then 1 else 0 end
       from verdict v where d.issue_id = $3 and d.subscription_id = any(${wantedIds}::bigint[]) and d.subscription_id = v.id
         and d.state in ('planned', 'deferred')
       returning d.subscription_id as "subscriptionId", d.state`,
      [...resultValues(batch, results), subscriptionIds],
      'fence',
    )
  },

  /** Writes down what the relay said to a group, where the batch is still ours. */
  async record(batch: ClaimedBatch, results: readonly DeliveryResult[]): Promise<void> {
    await db.query(writeResults, resultValues(batch, results), 'record')
  },

  /**
   * Gives a batch back: done when all of it is final, else due again when its first deferred delivery is, or at once, but not within
   * `restSeconds`. Nothing of it is on the wire any more, so that what is still in hand is a fence or a result that was lost.
   */
  async release(batch: ClaimedBatch, restSeconds: number): Promise<boolean> {
    await abandon(db, [batch.id], batch.token)
    await endCancelled(db, [batch.id])
    const [row] = await db.query<{ done: boolean }>(
      `update batch b set lease_until = null, done = open.number = 0, next_at = greatest(coalesce(open.next_at, now()), now() + make_interval(secs => $6))
       from (select count(*) as number, min(case when state = 'deferred' then next_at else now() end) as next_at from delivery
             where issue_id = $3 and subscription_id between $4 and $5 and state in ('planned', 'handing_over', 'deferred')) open
       where b.id = $1 and b.token = $2 returning b.done`,
      [batch.id, batch.token, batch.issueId, batch.lowest, batch.highest, restSeconds],
    )
    return row?.done ?? false
  },

  /** Lets the planner know of what a freeze or an import brought at one go, so that plans which were made before are made anew. */
  async refreshPlans(): Promise<void> {
    await db.query('analyze (skip_locked) delivery, batch, subscription')
  },

  /** Which batches should be under way by now, whatever the queue remembers? */
  async overdueBatches(): Promise<string[]> {
    const rows = await db.query<{ id: string }>(
      `select b.id from batch b join issue i on i.id = b.issue_id
       where i.state = 'sending' and not b.done and b.next_at <= now() and (b.lease_until is null or b.lease_until < now())
       order by b.id limit 2000`,
    )
    return rows.map((row) => row.id)
  },

  async batchesOf(issueId: string): Promise<string[]> {
    const rows = await db.query<{ id: string }>('select id from batch where issue_id = $1 and not done order by id', [
      issueId,
    ])
    return rows.map((row) => row.id)
  },

  /** Calls `uncertain` what a dead worker left in hand, and ends what a cancel left open, in issues that no claim will visit again. In a transaction. */
  async abandonLapsed(): Promise<void> {
    // Held until the end: should the issue go on at this moment, a claim waits for us, and what it hands over is not lost.
    const rows = await db.query<{ id: string }>(
      `select b.id from batch b join issue i on i.id = b.issue_id
       where not b.done and (b.lease_until < now() and i.state <> 'sending' or b.lease_until is null and i.state = 'cancelled')
       order by b.id for update of b`,
    )
    const lapsed = rows.map((row) => row.id)
    await abandon(db, lapsed)
    await endCancelled(db, lapsed)
    await db.query(
      `update batch b set lease_until = null, done = not exists (select from delivery d where d.issue_id = b.issue_id
         and d.subscription_id between b.lowest and b.highest and d.state in ('planned', 'handing_over', 'deferred'))
       where b.id = any($1::bigint[])`,
      [lapsed],
    )
  },

  /** Cancels what has not gone out, and closes the batches that nobody holds. */
  async cancelOpen(issueId: string): Promise<void> {
    await db.query(
      `update delivery set state = 'cancelled', changed_at = now() where issue_id = $1 and state in ('planned', 'deferred')`,
      [issueId],
    )
    await db.query(
      `update batch b set done = true where issue_id = $1 and not exists (select from delivery d where d.issue_id = $1
         and d.subscription_id between b.lowest and b.highest and d.state = 'handing_over')`,
      [issueId],
    )
  },

  /** Takes away what relays said of a person: their address may stand in it. */
  async forgetReplies(subscriberId: string): Promise<void> {
    await db.query(
      `update delivery d set reply = null from subscription s join issue i on i.newsletter_id = s.newsletter_id
       where s.subscriber_id = $1 and d.issue_id = i.id and d.subscription_id = s.id`,
      [subscriberId],
    )
  },

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

// These two run for every few messages. Each is planned once for each connection, not every time, because the arrays come out
// of subqueries and the planner cannot count them; and each names its rows in the table that is updated, because a join alone
// would scan the whole issue as long as there are no statistics of it.
const wantedIds = '(select $9::bigint[])'
const resultIds = '(select $4::bigint[])'

const writeResults = `
  update delivery d set state = r.state::delivery_state, reason = r.reason, reply = r.reply, changed_at = now(),
    next_at = now() + make_interval(secs => r.retry_in)
  from unnest(${resultIds}, (select $5::text[]), (select $6::text[]), (select $7::text[]), (select $8::float8[]))
    as r(id, state, reason, reply, retry_in)
  where d.issue_id = $3 and d.subscription_id = any(${resultIds}::bigint[]) and d.subscription_id = r.id and d.state = 'handing_over'
    and exists (select from batch b where b.id = $1 and b.token = $2)`

const resultValues = (batch: ClaimedBatch, results: readonly DeliveryResult[]): unknown[] => [
  batch.id,
  batch.token,
  batch.issueId,
  results.map((result) => result.subscriptionId),
  results.map((result) => result.state),
  results.map((result) => result.reason),
  results.map((result) => result.reply),
  results.map((result) => result.retryIn),
]

/** A delivery found in `handing_over` after its lease may be out or not: it is `uncertain`, and never sent again by the machine. */
const abandon = (db: Queryable, batchIds: readonly string[], token: string | null = null): Promise<unknown> =>
  db.query(
    `update delivery d set state = 'uncertain', reason = 'worker_lost', changed_at = now() from batch b
     where b.id = any($1::bigint[]) and ($2::bigint is null or b.token = $2) and d.issue_id = b.issue_id
       and d.subscription_id between b.lowest and b.highest and d.state = 'handing_over'`,
    [batchIds, token],
  )

/** Nothing of a cancelled issue stays open: what the relay put off while it was being cancelled ends with it. */
const endCancelled = (db: Queryable, batchIds: readonly string[]): Promise<unknown> =>
  db.query(
    `update delivery d set state = 'cancelled', changed_at = now() from batch b join issue i on i.id = b.issue_id
     where b.id = any($1::bigint[]) and i.state = 'cancelled' and d.issue_id = b.issue_id
       and d.subscription_id between b.lowest and b.highest and d.state in ('planned', 'deferred')`,
    [batchIds],
  )

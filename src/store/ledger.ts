import type { DeliveryState } from '../domain/delivery.ts'
import type { ClaimedBatch } from './batches.ts'
import type { Queryable } from './database.ts'

/** A delivery that may be handed over, as it was when the batch was read. */
export interface DueDelivery {
  readonly subscriptionId: string
  readonly renditionId: string
  readonly attempts: number
  /** Seconds since the first attempt; 0 before it. */
  readonly age: number
  readonly address: string
  readonly name: string | null
}

/** What came of handing one delivery over. `nextAt` in seconds from now, on database time, for a deferred one. */
export interface DeliveryResult {
  readonly subscriptionId: string
  /** Which attempt it was; the first is 1. */
  readonly attempt: number
  /** How far the message had come. */
  readonly phase: string
  /** The relay's label. */
  readonly relay: string
  readonly state: Extract<DeliveryState, 'accepted' | 'deferred' | 'refused' | 'uncertain' | 'expired'>
  readonly reason: string | null
  readonly reply: string
  readonly retryIn: number | null
}

/** What the fence says to a group. */
export interface Passage {
  /** False when the batch is no longer ours, its lease over or its issue not sending: then nobody passes any more. */
  readonly isOpen: boolean
  /** Whose messages may be handed over now; of the others somebody has disposed meanwhile. */
  readonly passed: readonly string[]
}

/** The ledger: what became of every delivery. Retry times are on database time, so that no worker's clock matters. */
export const ledgerRows = (db: Queryable) => ({
  /** The deliveries of a batch that are planned, or deferred and due again. */
  due(batch: ClaimedBatch): Promise<DueDelivery[]> {
    return db.query<DueDelivery>(
      `select d.subscription_id as "subscriptionId", d.rendition_id as "renditionId", d.attempts, b.address, b.name,
         case when d.attempts = 0 then 0 else coalesce((select extract(epoch from now() - min(a.at))::float8 from attempt a
           where a.issue_id = d.issue_id and a.subscription_id = d.subscription_id), 0) end as age
       from delivery d join subscription s on s.id = d.subscription_id join subscriber b on b.id = s.subscriber_id
       where d.issue_id = $1 and d.subscription_id between $2 and $3
         and (d.state = 'planned' or (d.state = 'deferred' and d.next_at <= now())) order by d.subscription_id`,
      [batch.issueId, batch.lowest, batch.highest],
    )
  },

  /**
   * The fence, one statement for a group of free connections: moves to `handing_over` only while the batch is ours, its lease
   * valid and the issue sending. Who has left, paused or was suppressed is not `planned` any more (see `skip_open_deliveries`);
   * who does so at this moment waits for us at the delivery, or we for them. Writes the results of these connections down in the
   * same statement, as `record` does.
   */
  async fence(
    batch: ClaimedBatch,
    subscriptionIds: readonly string[],
    results: readonly DeliveryResult[] = [],
  ): Promise<Passage> {
    await logAttempts(db, batch, results)
    const [passage] = await db.query<Passage>(
      `with written as (${writeResults}),
       held as materialized (
         select from batch b join issue i on i.id = b.issue_id
         where b.id = $1 and b.token = $2 and b.lease_until > now() and i.state = 'sending'),
       passed as (
         update delivery d set state = 'handing_over', attempts = d.attempts + 1, reason = null, changed_at = now()
         where d.issue_id = $3 and d.subscription_id = any(${wantedIds}::bigint[]) and d.state in ('planned', 'deferred')
           and exists (select from held)
         returning d.subscription_id)
       select exists (select from held) as "isOpen", array(select subscription_id::text from passed) as passed`,
      [...resultValues(batch, results), subscriptionIds],
      'fence',
    )
    return passage as Passage
  },

  /** Writes down what the relay said to a group, where the batch is still ours. */
  async record(batch: ClaimedBatch, results: readonly DeliveryResult[]): Promise<void> {
    await logAttempts(db, batch, results)
    await db.query(writeResults, resultValues(batch, results), 'record')
  },

  /** Lets the planner know of what a freeze or an import brought at one go, so that plans which were made before are made anew. */
  async refreshPlans(): Promise<void> {
    await db.query('analyze (skip_locked) delivery, batch, subscription')
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
      `with theirs as (select i.id as issue_id, s.id as subscription_id from subscription s
           join issue i on i.newsletter_id = s.newsletter_id where s.subscriber_id = $1),
         logged as (delete from attempt a using theirs t where a.issue_id = t.issue_id and a.subscription_id = t.subscription_id)
       update delivery d set reply = null from theirs t where d.issue_id = t.issue_id and d.subscription_id = t.subscription_id`,
      [subscriberId],
    )
  },
})

/** Attempts that did not end in acceptance; the one that did stands in the delivery itself. What the relay said is a fact, whoever holds the batch by now. */
const logAttempts = async (
  db: Queryable,
  { issueId }: ClaimedBatch,
  results: readonly DeliveryResult[],
): Promise<void> => {
  const failed = results.filter(({ state }) => state !== 'accepted')
  if (failed.length === 0) return
  await db.query(
    `insert into attempt (issue_id, subscription_id, number, state, phase, relay, reply)
     select $1, r.* from unnest($2::bigint[], $3::smallint[], $4::delivery_state[], $5::text[], $6::text[], $7::text[]) r
     on conflict do nothing`,
    [
      issueId,
      failed.map((result) => result.subscriptionId),
      failed.map((result) => result.attempt),
      failed.map((result) => result.state),
      failed.map((result) => result.phase),
      failed.map((result) => result.relay),
      failed.map((result) => result.reply),
    ],
  )
}

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

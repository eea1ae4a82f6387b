import { burningBeacons } from './beacon.ts'
import type { Queryable } from './database.ts'
import { idOrNull } from './rows.ts'

/** A batch that is ours until the lease runs out; `token` tells us from every earlier and later holder. */
export interface ClaimedBatch {
  readonly id: string
  readonly issueId: string
  readonly token: string
  readonly lowest: string
  readonly highest: string
}

/** Who takes a batch, and for how long unless the lease is renewed. */
export interface Claim {
  readonly leaseSeconds: number
  /** The claiming worker's beacon; null where none burns. */
  readonly holder?: number | null
}

/** A batch that should be under way; `token` counts how often it was taken. */
export type OverdueBatch = Pick<ClaimedBatch, 'id' | 'token'>

/** Batches and who holds them. Leases are on database time, so that no worker's clock matters. */
export const batchRows = (db: Queryable) => ({
  /**
   * Takes a batch; null when it is done, not due, parked, held by a living worker, or its issue is not sending. Of a worker whose
   * beacon went out it is taken at once, otherwise when the lease is over.
   */
  async claim(batchId: string, { leaseSeconds, holder = null }: Claim): Promise<ClaimedBatch | null> {
    const [batch] = await db.query<ClaimedBatch & { orphaned: boolean }>(
      `with free as (select b.id, b.lease_until is not null as orphaned from batch b join issue i on i.id = b.issue_id
         where b.id = $1 and ${isDue} for update of b)
       update batch b set token = token + 1, lease_until = now() + make_interval(secs => $2), holder = $3 from free where b.id = free.id
       returning b.id, b.issue_id as "issueId", b.token, b.lowest, b.highest, free.orphaned`,
      [idOrNull(batchId), leaseSeconds, holder],
    )
    if (!batch) return null
    const { orphaned, ...claimed } = batch
    return orphaned && (await mourn(db, claimed)) ? null : claimed
  },

  /** Keeps a batch for another `leaseSeconds`; false when it is no longer ours. */
  async renew(batch: ClaimedBatch, { leaseSeconds, holder = null }: Claim): Promise<boolean> {
    const rows = await db.query(
      `update batch set lease_until = now() + make_interval(secs => $3), holder = $4
       where id = $1 and token = $2 and lease_until > now() returning id`,
      [batch.id, batch.token, leaseSeconds, holder],
    )
    return rows.length > 0
  },

  /**
   * Gives a batch back: done when all of it is final, else due again when its first deferred delivery is, or at once, but not within
   * `restSeconds`. Nothing of it is on the wire any more, so that what is still in hand is a fence or a result that was lost.
   */
  async release(batch: ClaimedBatch, restSeconds: number): Promise<boolean> {
    await abandon(db, [batch.id], batch.token)
    await endCancelled(db, [batch.id])
    const [row] = await db.query<{ done: boolean }>(
      `update batch b set lease_until = null, holder = null, deaths = 0, open = null, done = open.number = 0, next_at = greatest(coalesce(open.next_at, now()), now() + make_interval(secs => $6))
       from (select count(*) as number, min(case when state = 'deferred' then next_at else now() end) as next_at from delivery
             where issue_id = $3 and subscription_id between $4 and $5 and state in ('planned', 'handing_over', 'deferred')) open
       where b.id = $1 and b.token = $2 returning b.done`,
      [batch.id, batch.token, batch.issueId, batch.lowest, batch.highest, restSeconds],
    )
    return row?.done ?? false
  },

  /** Gives a batch back over which a worker failed; too many failures in a row, and it is parked. */
  async fail(batch: ClaimedBatch, restSeconds: number): Promise<void> {
    await mourn(db, batch)
    await db.query(
      `update batch set lease_until = null, holder = null, next_at = now() + make_interval(secs => $3) where id = $1 and token = $2`,
      [batch.id, batch.token, restSeconds],
    )
  },

  /** How many workers live? At least 1: whoever asks. */
  async workers(): Promise<number> {
    const [row] = await db.query<{ count: number }>(`select count(*)::int from (${burningBeacons}) burning`)
    return Math.max(1, row?.count ?? 0)
  },

  /** Which batches should be under way by now, whatever the queue remembers? */
  overdue(): Promise<OverdueBatch[]> {
    return db.query<OverdueBatch>(
      `select b.id, b.token from batch b join issue i on i.id = b.issue_id where ${isDue} order by b.id limit 2000`,
    )
  },

  async ofIssue(issueId: string): Promise<string[]> {
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
       where not b.done and (b.lease_until is not null and ${isFree} and i.state <> 'sending' or b.lease_until is null and i.state = 'cancelled')
       order by b.id for update of b`,
    )
    const lapsed = rows.map((row) => row.id)
    await abandon(db, lapsed)
    await endCancelled(db, lapsed)
    await db.query(
      `update batch b set lease_until = null, holder = null, done = not exists (select from delivery d where d.issue_id = b.issue_id
         and d.subscription_id between b.lowest and b.highest and d.state in ('planned', 'handing_over', 'deferred'))
       where b.id = any($1::bigint[])`,
      [lapsed],
    )
  },
})

/** Whether nobody has a batch in hand: it was given back, its lease is over, or its holder's beacon went out. */
const isFree = `(b.lease_until is null or b.lease_until < now() or b.holder is not null and b.holder not in (${burningBeacons}))`

const isDue = `i.state = 'sending' and not b.done and not b.parked and b.next_at <= now() and ${isFree}`

/** So many deaths or failures in a row over a batch, without one delivery coming to its end, and it is parked. */
const mostDeaths = 5

/** Names what a dead holder left in hand, and counts the death; true when the batch is parked now. */
const mourn = async (db: Queryable, batch: ClaimedBatch): Promise<boolean> => {
  await abandon(db, [batch.id])
  const [row] = await db.query<{ parked: boolean }>(
    `with still as (select count(*)::int as open from delivery d where d.issue_id = $3 and d.subscription_id between $4 and $5
         and d.state in ('planned', 'handing_over', 'deferred')),
       counted as (select still.open, case when b.open = still.open then b.deaths + 1 else 1 end as deaths from batch b, still where b.id = $1)
     update batch b set open = counted.open, deaths = counted.deaths, parked = counted.deaths >= ${mostDeaths},
       lease_until = case when counted.deaths >= ${mostDeaths} then null else b.lease_until end
     from counted where b.id = $1 and b.token = $2 returning b.parked`,
    [batch.id, batch.token, batch.issueId, batch.lowest, batch.highest],
  )
  return row?.parked ?? true
}

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

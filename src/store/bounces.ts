import type { BounceKind, BounceRoad, BounceVerdict } from '../domain/bounce.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** What came back about a message, and what was made of it. */
export interface Bounce {
  readonly id: string
  readonly kind: BounceKind
  readonly road: BounceRoad
  readonly issueId: string | null
  readonly subscriptionId: string | null
  /** Null where nothing proves whom it is about, or the person was erased. */
  readonly address: string | null
  readonly status: string | null
  readonly diagnostic: string
  readonly verdict: Exclude<BounceVerdict, 'repeated'>
  readonly at: Date
}

export type NewBounce = Omit<Bounce, 'id' | 'address'> & {
  readonly addressHash: Buffer | null
  readonly eventId: string | null
}

/** How many readers of an issue sent it back, by kind. */
export type BounceCounts = Readonly<Record<BounceKind, number>>

/** The person a bounce is about. */
export interface Bounced {
  readonly addressHash: Buffer
  readonly address: string
}

const columns = `c.id, c.kind, c.road, c.issue_id as "issueId", c.subscription_id as "subscriptionId", b.address, c.status, c.diagnostic, c.verdict, c.at`

/** What came back: bounces and complaints. */
export const bounceRows = (db: Queryable) => ({
  /** Writes a bounce down; null when one of its `eventId` is there already. */
  async add(bounce: NewBounce): Promise<string | null> {
    const [row] = await db.query<{ id: string }>(
      `insert into bounce (kind, road, issue_id, subscription_id, address_hash, status, diagnostic, event_id, verdict, at)
       values ($1::bounce_kind, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (event_id) do nothing returning id`,
      [
        bounce.kind,
        bounce.road,
        bounce.issueId,
        bounce.subscriptionId,
        bounce.addressHash,
        bounce.status,
        bounce.diagnostic,
        bounce.eventId,
        bounce.verdict,
        bounce.at,
      ],
    )
    return row?.id ?? null
  },

  async judge(id: string, verdict: Bounce['verdict']): Promise<void> {
    await db.query('update bounce set verdict = $2 where id = $1', [id, verdict])
  },

  /** Whose subscription, or whose address, is this? Null when nobody's any more. */
  async whom(about: { subscriptionId: string } | { addressHash: Buffer }): Promise<Bounced | null> {
    const [condition, value] =
      'addressHash' in about
        ? ['b.address_hash = $1', about.addressHash]
        : ['b.id = (select subscriber_id from subscription where id = $1)', idOrNull(about.subscriptionId)]
    const [row] = await db.query<Bounced>(
      `select b.address_hash as "addressHash", b.address from subscriber b where ${condition}`,
      [value],
    )
    return row ?? null
  },

  /**
   * How many issues in a row came back from this address since an instant, the newest of them last? One that the relay took
   * and that did not come back ends the row; bounces that are not held against the address do neither. A suppression begins it anew.
   */
  async issuesInRow(addressHash: Buffer, since: Date): Promise<number> {
    const [row] = await db.query<{ count: string }>(
      `with returned as (
         select c.issue_id, c.subscription_id, bool_or(c.verdict = 'counted') as counted from bounce c
         where c.address_hash = $1 and c.issue_id is not null and c.kind <> 'complaint' and c.at > $2
           and c.id > coalesce((select max(id) from bounce where address_hash = $1 and verdict = 'suppressed'), 0)
         group by c.issue_id, c.subscription_id),
       newest as (select max(issue_id) as id from returned where counted),
       arrived as (
         select max(d.issue_id) as id from subscriber b join subscription s on s.subscriber_id = b.id
           join issue i on i.newsletter_id = s.newsletter_id and i.created_at > $2 and i.id < (select id from newest)
           join delivery d on d.issue_id = i.id and d.subscription_id = s.id and d.state = 'accepted'
         where b.address_hash = $1 and not exists (select from returned r where r.issue_id = d.issue_id and r.subscription_id = s.id))
       select count(distinct issue_id) from returned where counted and issue_id > coalesce((select id from arrived), 0)`,
      [addressHash, since],
    )
    return Number(row?.count ?? 0)
  },

  /** How many reports came after an instant that are about nobody? */
  async unproven(since: Date): Promise<number> {
    const [row] = await db.query<{ count: string }>(
      'select count(*) from bounce where address_hash is null and at > $1',
      [since],
    )
    return Number(row?.count ?? 0)
  },

  /** How many readers of an issue sent it back? One that did so twice counts once of each kind. */
  async countsFor(issueId: string): Promise<BounceCounts> {
    const rows = await db.query<{ kind: BounceKind; count: string }>(
      'select kind, count(distinct subscription_id) from bounce where issue_id = $1 group by kind',
      [idOrNull(issueId)],
    )
    const found = new Map(rows.map(({ kind, count }) => [kind, Number(count)]))
    return { hard: found.get('hard') ?? 0, soft: found.get('soft') ?? 0, complaint: found.get('complaint') ?? 0 }
  },

  /** Takes away what was said about a person: their address may stand in it. */
  async forget(addressHash: Buffer): Promise<void> {
    await db.query(`update bounce set diagnostic = '' where address_hash = $1`, [addressHash])
  },

  /** Bounces, newest first, of an issue and of a kind where they are named. */
  async page({
    issueId,
    kind,
    after,
    limit,
  }: PageRequest & { issueId: string | null; kind: BounceKind | null }): Promise<Page<Bounce>> {
    const rows = await db.query<Bounce>(
      `select ${columns} from bounce c left join subscriber b on b.address_hash = c.address_hash
       where ($1::bigint is null or c.issue_id = $1) and ($2::bounce_kind is null or c.kind = $2) and ($3::bigint is null or c.id < $3)
       order by c.id desc limit $4`,
      [issueId, kind, after, limit + 1],
    )
    return pageOf(rows, limit)
  },
})

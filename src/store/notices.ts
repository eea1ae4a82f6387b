import type { Locale } from '../domain/locale.ts'
import type { Queryable } from './database.ts'
import { idOrNull } from './rows.ts'

/** Single mails to one person. */
export const noticeKinds = ['confirm', 'already_subscribed', 'come_back', 'manage_link'] as const
export type NoticeKind = (typeof noticeKinds)[number]

type NoticeState = 'planned' | 'handing_over' | 'accepted' | 'refused' | 'failed'

export interface Notice {
  readonly id: string
  readonly kind: NoticeKind
  readonly subscriberId: string
  readonly subscriptionId: string
  readonly lang: Locale
  readonly attempts: number
  readonly createdAt: Date
}

const columns = `id, kind, subscriber_id as "subscriberId", subscription_id as "subscriptionId", lang, attempts, created_at as "createdAt"`

/** Notices waiting to be mailed, and those that were. */
export const noticeRows = (db: Queryable) => ({
  async add(notice: Omit<Notice, 'id' | 'attempts' | 'createdAt'> & { at: Date }): Promise<string> {
    const [row] = await db.query<{ id: string }>(
      `insert into notice (kind, subscriber_id, subscription_id, lang, created_at, next_at) values ($1, $2, $3, $4, $5, $5) returning id`,
      [notice.kind, notice.subscriberId, notice.subscriptionId, notice.lang, notice.at],
    )
    return (row as { id: string }).id
  },

  /** How many notices of these kinds were written to a person after an instant, about one subscription or any? */
  async countSince(
    since: Date,
    {
      subscriberId,
      subscriptionId,
      kinds,
    }: { subscriberId: string; subscriptionId: string | null; kinds: readonly NoticeKind[] },
  ): Promise<number> {
    const [row] = await db.query<{ count: string }>(
      `select count(*) from notice where subscriber_id = $1 and kind = any($2::text[]) and created_at > $3
         and ($4::bigint is null or subscription_id = $4)`,
      [subscriberId, kinds, since, subscriptionId],
    )
    return Number(row?.count ?? 0)
  },

  /**
   * Takes a notice that is due, for `leaseSeconds` on database time; null when somebody else has it or it is done. One that
   * `mostCopies` workers were lost over, each of whom may have mailed it, is given up.
   */
  async claim(
    id: string,
    now: Date,
    { leaseSeconds, mostCopies }: { leaseSeconds: number; mostCopies: number },
  ): Promise<Notice | null> {
    const [row] = await db.query<Notice & { state: NoticeState }>(
      `update notice set lease_until = now() + make_interval(secs => $3), attempts = attempts + case when state = 'handing_over' and attempts >= $4 then 0 else 1 end,
         state = case when state = 'handing_over' and attempts >= $4 then 'failed' else 'handing_over' end::notice_state
       where id = $1 and next_at <= $2 and (state = 'planned' or (state = 'handing_over' and lease_until < now())) returning ${columns}, state`,
      [idOrNull(id), now, leaseSeconds, mostCopies],
    )
    return row === undefined || row.state === 'failed' ? null : row
  },

  /** Keeps a notice for another `leaseSeconds`; false when it is no longer ours. Its attempts tell us from every other holder. */
  async renew({ id, attempts }: Notice, leaseSeconds: number): Promise<boolean> {
    const rows = await db.query(
      `update notice set lease_until = now() + make_interval(secs => $3)
       where id = $1 and attempts = $2 and state = 'handing_over' and lease_until > now() returning id`,
      [id, attempts, leaseSeconds],
    )
    return rows.length > 0
  },

  /** Writes down the end, or, with `nextAt`, when to try again; where the notice is still ours. */
  async settle(
    { id, attempts }: Notice,
    outcome: { state: Exclude<NoticeState, 'handing_over'>; reply: string; nextAt: Date | null },
  ): Promise<void> {
    await db.query(
      `update notice set state = $3::notice_state, reply = $4, next_at = coalesce($5, next_at), lease_until = null
       where id = $1 and attempts = $2 and state = 'handing_over'`,
      [id, attempts, outcome.state, outcome.reply, outcome.nextAt],
    )
  },

  /** Which notices should be under way by now, whatever the queue remembers? */
  async overdue(now: Date): Promise<string[]> {
    const rows = await db.query<{ id: string }>(
      `select id from notice where (state = 'planned' and next_at <= $1) or (state = 'handing_over' and lease_until < now())
       order by next_at limit 500`,
      [now],
    )
    return rows.map((row) => row.id)
  },
})

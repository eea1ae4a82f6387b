import type { Cadence } from '../domain/cadence.ts'
import { deliveryStates, type DeliveryCounts, type DeliveryState, type IssueState } from '../domain/delivery.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** One run of one newsletter. */
export interface Issue {
  readonly id: string
  readonly newsletterId: string
  readonly key: string
  readonly cadence: Cadence | null
  readonly state: IssueState
  readonly note: string | null
  readonly planned: number
  readonly dueAt: Date
  readonly cutoff: Date | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

const columns = `id, newsletter_id as "newsletterId", key, cadence, state, note, planned, due_at as "dueAt", cutoff,
  started_at as "startedAt", finished_at as "finishedAt"`

/** Issues and how far they have come. */
export const issueRows = (db: Queryable) => ({
  async byId(id: string): Promise<Issue | null> {
    const [row] = await db.query<Issue>(`select ${columns} from issue where id = $1`, [idOrNull(id)])
    return row ?? null
  },

  /** Makes an issue under a key; null when there is one with this key already. */
  async add(issue: Pick<Issue, 'newsletterId' | 'key' | 'cadence' | 'note' | 'dueAt'>): Promise<Issue | null> {
    const [row] = await db.query<Issue>(
      `insert into issue (newsletter_id, key, cadence, note, due_at, state) values ($1, $2, $3::cadence, $4, $5, 'scheduled')
       on conflict (key) do nothing returning ${columns}`,
      [issue.newsletterId, issue.key, issue.cadence, issue.note, issue.dueAt],
    )
    return row ?? null
  },

  async byKey(key: string): Promise<Issue | null> {
    const [row] = await db.query<Issue>(`select ${columns} from issue where key = $1`, [key])
    return row ?? null
  },

  /** Holds a scheduled issue for freezing; null when it is frozen already. */
  async lockScheduled(id: string): Promise<Issue | null> {
    const [row] = await db.query<Issue>(
      `select ${columns} from issue where id = $1 and state = 'scheduled' for update`,
      [id],
    )
    return row ?? null
  },

  /** Which scheduled issues are due by now? */
  due(now: Date): Promise<Issue[]> {
    return db.query<Issue>(
      `select ${columns} from issue where state = 'scheduled' and due_at <= $1 order by due_at limit 100`,
      [now],
    )
  },

  async markFrozen(id: string, { cutoff, planned, at }: { cutoff: Date; planned: number; at: Date }): Promise<void> {
    await db.query(
      `update issue set state = case when $3::int > 0 then 'sending' else 'finished' end::issue_state, cutoff = $2, planned = $3,
         started_at = $4, finished_at = case when $3::int > 0 then null else $4::timestamptz end where id = $1`,
      [id, cutoff, planned, at],
    )
  },

  /** Moves an issue from one of some states to another; false when it stands in none of them. */
  async move(id: string, from: readonly IssueState[], to: IssueState): Promise<boolean> {
    const rows = await db.query(
      'update issue set state = $3::issue_state where id = $1 and state = any($2::issue_state[]) returning id',
      [idOrNull(id), from, to],
    )
    return rows.length > 0
  },

  /** Finishes an issue whose batches are all done. A cancelled one stays cancelled and gets its end. */
  async finishIfDone(id: string, at: Date): Promise<boolean> {
    const rows = await db.query(
      `update issue set finished_at = $2, state = case when state = 'sending' then 'finished'::issue_state else state end
       where id = $1 and finished_at is null and state in ('sending', 'cancelled')
         and not exists (select from batch where issue_id = $1 and not done) returning id`,
      [id, at],
    )
    return rows.length > 0
  },

  /** Which issues look as if they had been forgotten just before their end? */
  async allDone(): Promise<string[]> {
    const rows = await db.query<{ id: string }>(
      `select id from issue i where finished_at is null and state in ('sending', 'cancelled') and started_at is not null
         and not exists (select from batch b where b.issue_id = i.id and not b.done)`,
    )
    return rows.map((row) => row.id)
  },

  /** How many deliveries of an issue stand in each state? */
  async counts(id: string): Promise<DeliveryCounts> {
    const rows = await db.query<{ state: DeliveryState; count: string }>(
      'select state, count(*) from delivery where issue_id = $1 group by state',
      [id],
    )
    const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>
    for (const { state, count } of rows) counts[state] = Number(count)
    return counts
  },

  /** When was this newsletter last frozen, for one cadence or any? */
  async lastCutoff(newsletterId: string, cadence: Cadence | null): Promise<Date | null> {
    const [row] = await db.query<{ cutoff: Date | null }>(
      'select max(cutoff) as cutoff from issue where newsletter_id = $1 and ($2::cadence is null or cadence = $2 or cadence is null)',
      [newsletterId, cadence],
    )
    return row?.cutoff ?? null
  },

  /** Issues, newest first; slots in which there was nothing to send are left out. */
  async page({ newsletterId, after, limit }: PageRequest & { newsletterId: string | null }): Promise<Page<Issue>> {
    const rows = await db.query<Issue>(
      `select ${columns} from issue where ($1::bigint is null or newsletter_id = $1) and (planned > 0 or state = 'scheduled')
         and ($2::bigint is null or id < $2) order by id desc limit $3`,
      [newsletterId, after, limit + 1],
    )
    return pageOf(rows, limit)
  },
})

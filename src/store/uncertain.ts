import type { Queryable } from './database.ts'
import { idOrNull } from './rows.ts'

/** What came of asking for the uncertain deliveries of an issue to be sent again. */
export interface SentAgain {
  /** Planned anew. */
  readonly again: number
  /** Not sent after all: their readers have left, paused or been suppressed meanwhile. */
  readonly skipped: number
}

/** Deliveries that nobody knows about, and parts of issues that were set aside: what only an admin's word moves again. */
export const uncertainRows = (db: Queryable) => ({
  /** Holds an issue until the transaction ends, so that it neither ends nor is steered meanwhile; its state, or null when there is none such. */
  async holdIssue(issueId: string): Promise<string | null> {
    const [row] = await db.query<{ state: string }>('select state from issue where id = $1 for update', [
      idOrNull(issueId),
    ])
    return row?.state ?? null
  },

  /**
   * Plans uncertain deliveries anew, all of an issue or those of some subscriptions, and opens their batches; what was known of
   * each stays as an attempt. Whoever is not to be mailed any more is skipped: readers are locked, so that one who leaves at
   * this moment waits for us and finds a planned delivery to be skipped. In a transaction that holds the issue.
   */
  async planAgain(issueId: string, subscriptionIds: readonly string[] | null): Promise<SentAgain> {
    const [row] = await db.query<SentAgain>(
      `with doubted as (
         select d.subscription_id, d.attempts, d.reason, d.reply, d.changed_at from delivery d
         where d.issue_id = $1 and d.state = 'uncertain' and ($2::bigint[] is null or d.subscription_id = any($2)) order by 1 for update of d),
       reader as (
         select s.id, s.state, s.suppressed from subscription s where s.id in (select subscription_id from doubted) order by s.id for share of s),
       kept as (
         insert into attempt (issue_id, subscription_id, number, state, phase, reply, at)
         select $1, subscription_id, greatest(attempts, 1), 'uncertain', coalesce(reason, 'unknown'), reply, coalesce(changed_at, now()) from doubted
         on conflict do nothing),
       moved as (
         update delivery d set changed_at = now(), next_at = null, reason = o.obstacle,
           state = case when o.obstacle is null then 'planned' else 'skipped' end::delivery_state
         from (select doubted.subscription_id as id, case when r.id is null then 'erased' when r.suppressed then 'suppressed'
             when r.state = 'active' then null when r.state = 'paused' then 'paused' else 'unsubscribed' end as obstacle
           from doubted left join reader r on r.id = doubted.subscription_id) o
         where d.issue_id = $1 and d.subscription_id = o.id returning d.subscription_id, d.state),
       opened as (
         update batch b set done = false, parked = false, deaths = 0, next_at = now()
         where b.issue_id = $1 and exists (select from moved m where m.state = 'planned' and m.subscription_id between b.lowest and b.highest))
       select count(*) filter (where state = 'planned')::int as again, count(*) filter (where state = 'skipped')::int as skipped from moved`,
      [issueId, subscriptionIds],
    )
    return row as SentAgain
  },

  /** An issue that had ended goes on; a paused one stays paused. */
  async reopen(issueId: string): Promise<void> {
    await db.query(
      `update issue set finished_at = null, state = case when state = 'finished' then 'sending'::issue_state else state end where id = $1`,
      [issueId],
    )
  },

  /** Lets parts of an issue be tried again that were set aside. Returns how many. */
  async unpark(issueId: string): Promise<number> {
    const rows = await db.query(
      'update batch set parked = false, deaths = 0, next_at = now() where issue_id = $1 and parked and not done returning id',
      [idOrNull(issueId)],
    )
    return rows.length
  },
})

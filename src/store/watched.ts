import type { IssueState } from '../domain/delivery.ts'
import type { Returns } from '../domain/alarm.ts'
import type { Queryable } from './database.ts'

/** An issue with what came back of it. */
export interface WatchedIssue extends Returns {
  readonly id: string
  readonly newsletterId: string
  /** The newsletter's. */
  readonly name: string
  readonly state: IssueState
}

/** An issue that is under way, or has just been, counted through. */
export interface CountedIssue {
  readonly id: string
  readonly newsletterId: string
  readonly name: string
  readonly state: IssueState
  readonly planned: number
  readonly rows: number
  readonly handedOver: number
  /** Of the last hour, and since an admin last said that this is known. */
  readonly uncertain: number
}

/** A part of an issue that is tried no more. */
export interface ParkedPart {
  readonly issueId: string
  readonly name: string
  readonly batches: number
}

/** What is looked at again and again, to see whether something is wrong. */
export const watchedRows = (db: Queryable) => ({
  /** What came back of every issue begun since an instant? Of one that has ended everything counts as handed over, which spares counting it again. */
  async returns(since: Date): Promise<WatchedIssue[]> {
    const rows = await db.query<WatchedIssue>(
      `select i.id, i.newsletter_id as "newsletterId", n.name, i.state, i.planned as "handedOver",
         coalesce(b.hard, 0)::int as "hardBounces", coalesce(b.complaints, 0)::int as complaints
       from issue i join newsletter n on n.id = i.newsletter_id
         left join lateral (select count(distinct subscription_id) filter (where kind = 'hard') as hard,
           count(distinct subscription_id) filter (where kind = 'complaint') as complaints from bounce where issue_id = i.id) b on true
       where i.started_at > $1 and i.planned > 0 order by i.id`,
      [since],
    )
    return rows
  },

  /** How do the issues stand that are under way, or ended after an instant? */
  async counted(endedAfter: Date): Promise<CountedIssue[]> {
    return db.query<CountedIssue>(
      `select i.id, i.newsletter_id as "newsletterId", n.name, i.state, i.planned, c.rows, c."handedOver", c.uncertain
       from issue i join newsletter n on n.id = i.newsletter_id cross join lateral (
         select count(*)::int as rows, count(*) filter (where d.state in ('accepted', 'refused', 'uncertain'))::int as "handedOver",
           count(*) filter (where d.state = 'uncertain' and d.changed_at >= greatest(now() - interval '1 hour',
             (select max(settled_at) from alarm where kind = 'uncertain' and by_admin)))::int as uncertain
         from delivery d where d.issue_id = i.id) c
       where i.planned > 0 and (i.state in ('sending', 'paused') or i.finished_at > $1)`,
      [endedAfter],
    )
  },

  /** Which issues have parts over which worker after worker died? */
  parked(): Promise<ParkedPart[]> {
    return db.query<ParkedPart>(
      `select b.issue_id as "issueId", n.name, count(*)::int as batches
       from batch b join issue i on i.id = b.issue_id join newsletter n on n.id = i.newsletter_id
       where b.parked and not b.done and i.state in ('sending', 'paused') group by b.issue_id, n.name`,
    )
  },
})

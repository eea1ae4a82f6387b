import { expect } from '@jest/globals'
import type { Client } from 'pg'

/** An issue as the database itself tells it. */
export interface Entry {
  readonly state: string
  readonly planned: number
  readonly rows: number
  readonly readers: number
  readonly open: number
  readonly counts: Readonly<Record<string, number>>
}

const question = `
  select i.id, i.state, i.planned, coalesce(sum(c.number), 0)::int as rows, coalesce(jsonb_object_agg(c.state, c.number) filter (where c.state is not null), '{}') as counts,
    (select count(distinct s.subscriber_id)::int from delivery d join subscription s on s.id = d.subscription_id where d.issue_id = i.id) as readers,
    coalesce(sum(c.number) filter (where c.state in ('planned', 'handing_over', 'deferred')), 0)::int as open
  from issue i left join (select issue_id, state, count(*)::int as number from delivery group by issue_id, state) c on c.issue_id = i.id
  group by i.id order by i.id`

/** Every issue of the ledger, oldest first, each checked: nothing dropped, nothing added, and finished only when nothing is open. */
export const readLedger = async (sql: Client): Promise<Entry[]> => {
  const { rows } = await sql.query<Entry>(question)
  for (const issue of rows) {
    expect({ planned: issue.planned, issue }).toEqual({ planned: issue.rows, issue })
    expect(issue.readers).toBeLessThanOrEqual(issue.rows)
    if (issue.state === 'finished') expect(issue).toMatchObject({ open: 0 })
  }
  return rows
}

/** The newest issue. */
export const newestIn = async (sql: Client): Promise<Entry> => {
  const entry = (await readLedger(sql)).at(-1)
  if (entry === undefined) throw new Error('The ledger holds no issue.')
  return entry
}

export interface LedgerRow {
  readonly subscriptionId: string
  readonly state: string
  readonly attempts: number
  readonly reason: string | null
  readonly reply: string | null
}

/** The deliveries of an issue in the order of their subscriptions. */
export const deliveriesOf = async (sql: Client, issueId: string): Promise<LedgerRow[]> => {
  const { rows } = await sql.query<LedgerRow>(
    `select subscription_id as "subscriptionId", state, attempts, reason, reply from delivery where issue_id = $1 order by subscription_id`,
    [issueId],
  )
  return rows
}

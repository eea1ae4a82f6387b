import { setTimeout as pause } from 'node:timers/promises'
import { isRunning } from '../faults/postmaster.ts'
import type { Hall, Subject } from './hall.ts'
import { publishPosts } from './posts.ts'

/** One issue, from the admin's call until Nashra calls it finished. CPU in microseconds; null where the machine does not tell. */
export interface SentIssue {
  readonly issueId: string
  readonly messagesPerSecond: number
  /** The admin's call: the issue is planned and frozen when it is answered. */
  readonly freezeMs: number
  /** From the call's answer until the first message was accepted and written down. */
  readonly firstMessageMs: number
  /** How long the second half of the messages took, the first being 1. */
  readonly secondHalf: number
  readonly cpuMicrosPerMessage: {
    readonly subject: number
    readonly sink: number | null
    readonly postgres: number | null
  }
  readonly walBytesPerMessage: number
  readonly planned: number
  readonly accepted: number
}

/** Who sends to whom: a newsletter's readers, and the sink that takes it. */
export interface Send {
  readonly subject: Subject
  readonly slug: string
  readonly readers: number
  readonly sink: 'ours' | 'postfix'
}

let run = 0

/** Publishes posts and sends them to all the readers of a newsletter. */
export const sendIssue = async (hall: Hall, { subject, slug, readers, sink }: Send): Promise<SentIssue> => {
  run += 1
  await publishPosts(subject.post, slug, run)
  const before = await spent(hall, subject, sink)
  const began = Date.now()
  const { id: issueId } = await subject.post('/issues', { newsletter: slug })
  const frozen = Date.now()
  await finished(hall, subject, issueId)
  const after = await spent(hall, subject, sink)
  const { firstAt, halfAt, lastAt, ...counts } = await ledgerOf(hall, issueId)
  const each = (from: number | null, to: number | null): number | null =>
    from === null || to === null ? null : (to - from) / readers
  return {
    issueId,
    ...counts,
    messagesPerSecond: (readers * 1000) / (lastAt - began),
    freezeMs: frozen - began,
    firstMessageMs: firstAt - frozen,
    secondHalf: (lastAt - halfAt) / (halfAt - firstAt),
    cpuMicrosPerMessage: {
      subject: (after.subject - before.subject) / readers,
      sink: each(before.sink, after.sink),
      postgres: each(before.postgres, after.postgres),
    },
    walBytesPerMessage: (after.wal - before.wal) / readers,
  }
}

const spent = async (hall: Hall, subject: Subject, sink: Send['sink']) => ({
  subject: await subject.process.ask('cpu'),
  sink: sink === 'postfix' ? ((await hall.postfix?.cpu()) ?? null) : await hall.sink.ask('cpu'),
  postgres: hall.databaseCpu(),
  wal: await hall.wal(),
})

/** Waits until Nashra calls the issue finished; fails when it ends or pauses the issue in between. */
export const finished = async ({ sql }: Hall, { process }: Subject, issueId: string): Promise<void> => {
  for (;;) {
    const { rows } = await sql.query<{ state: string; reason: string | null }>(
      'select state, pause_reason as reason from issue where id = $1',
      [issueId],
    )
    const [issue] = rows
    if (issue?.state === 'finished') return
    if (issue?.state === 'paused') throw new Error(`The issue was paused: ${issue.reason}.`)
    if (!isRunning(process.pid)) throw new Error('Nashra ended in the middle of an issue.')
    await pause(50)
  }
}

interface Ledger {
  readonly planned: number
  readonly accepted: number
  /** Milliseconds of the epoch: the first result, the one in the middle, and the issue's own end. */
  readonly firstAt: number
  readonly halfAt: number
  readonly lastAt: number
}

const ledgerOf = async ({ sql }: Hall, issueId: string): Promise<Ledger> => {
  const { rows } = await sql.query<Ledger>(
    `select i.planned, d.accepted, (extract(epoch from d.first) * 1000)::float8 as "firstAt",
       (extract(epoch from d.half) * 1000)::float8 as "halfAt", (extract(epoch from i.finished_at) * 1000)::float8 as "lastAt"
     from issue i, lateral (
       select count(*) filter (where state = 'accepted')::int as accepted, min(changed_at) as first,
         percentile_disc(0.5) within group (order by changed_at) as half
       from delivery where issue_id = i.id) d
     where i.id = $1`,
    [issueId],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`Issue ${issueId} is missing.`)
  return row
}

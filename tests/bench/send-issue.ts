import { setTimeout as pause } from 'node:timers/promises'
import { addressOf } from '../faults/newsroom.ts'
import type { Hall } from './hall.ts'

/** One issue, from the admin's call until Nashra calls it finished. */
export interface SentIssue {
  readonly messagesPerSecond: number
  /** From the call to the first message at the sink. */
  readonly firstMessageMs: number
  readonly bytesPerMessage: number
  /** Null where the machine does not tell. */
  readonly cpuMicrosPerMessage: { readonly subject: number; readonly sink: number; readonly postgres: number | null }
  readonly planned: number
  readonly accepted: number
  /** Readers whom the sink has not seen, and those it has seen more than once. */
  readonly lost: number
  readonly twice: number
}

const posts = 12

/** Publishes a dozen posts and sends them to the `readers` readers of a newsletter. */
export const sendIssue = async (hall: Hall, slug: string, readers: number): Promise<SentIssue> => {
  await hall.newsroom.publishes(slug, posts)
  await hall.sink.ask('empty')
  const before = await hall.cpu()
  const began = Date.now()
  const issueId = await hall.newsroom.triggers(slug)
  const finishedAt = await finished(hall, issueId)
  const after = await hall.cpu()
  const { recipients, firstAt, bytes } = await hall.sink.ask('tally')
  const seen = new Set(recipients)
  const perMessage = (micros: number): number => Math.round(micros / readers)
  return {
    ...(await countsOf(hall, issueId)),
    messagesPerSecond: readers / ((finishedAt - began) / 1000),
    firstMessageMs: firstAt - began,
    bytesPerMessage: Math.round(bytes / recipients.length),
    cpuMicrosPerMessage: {
      subject: perMessage(after.subject - before.subject),
      sink: perMessage(after.sink - before.sink),
      postgres:
        after.postgres === null || before.postgres === null ? null : perMessage(after.postgres - before.postgres),
    },
    lost: Array.from({ length: readers }, (_, index) => addressOf(index + 1)).filter((address) => !seen.has(address))
      .length,
    twice: recipients.length - seen.size,
  }
}

const finished = async ({ sql }: Hall, issueId: string): Promise<number> => {
  for (;;) {
    const { rows } = await sql.query<{ at: Date | null }>('select finished_at as at from issue where id = $1', [
      issueId,
    ])
    if (rows[0]?.at) return rows[0].at.getTime()
    await pause(50)
  }
}

const countsOf = async ({ sql }: Hall, issueId: string): Promise<{ planned: number; accepted: number }> => {
  const { rows } = await sql.query<{ planned: number; accepted: number }>(
    `select i.planned, (select count(*)::int from delivery where issue_id = i.id and state = 'accepted') as accepted
     from issue i where id = $1`,
    [issueId],
  )
  return rows[0] ?? { planned: 0, accepted: 0 }
}

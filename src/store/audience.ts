import type { Cadence } from '../domain/cadence.ts'
import type { DigestContent } from '../domain/digest.ts'
import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { Queryable } from './database.ts'

/** Whom an issue is for: the active readers of a newsletter, all of them or those of one cadence. */
export interface Audience {
  readonly newsletter: Newsletter
  readonly cadence: Cadence | null
}

/** Readers who share a language and have had the same `skip` oldest posts of a window. */
export interface ReaderGroup {
  readonly lang: Locale
  readonly skip: number
  readonly cadence: Cadence
  readonly readers: number
}

/** A reader whose choice is offered no more follows the newsletter, or they would wait for issues that nobody plans. */
const cadenceOf = 'coalesce(case when s.cadence = any($4::cadence[]) then s.cadence end, $3::cadence)'
const covered = 'coalesce(s.covered_until, s.created_at)'
const inAudience = `s.newsletter_id = $1 and s.state = 'active' and not s.suppressed and ($2::cadence is null or ${cadenceOf} = $2)`

const parameters = ({ newsletter, cadence }: Audience) => [
  newsletter.id,
  cadence,
  newsletter.cadence,
  newsletter.cadences,
]

/** Set work over a newsletter's readers: who is due, and the freezing of an issue for them. */
export const audienceRows = (db: Queryable) => ({
  /** Up to when has everybody in the audience been covered, and how many are they? */
  async extent(audience: Audience): Promise<{ readers: number; coveredUntil: Date | null }> {
    const [row] = await db.query<{ readers: string; coveredUntil: Date | null }>(
      `select count(*) as readers, min(${covered}) as "coveredUntil" from subscription s where ${inAudience}`,
      parameters(audience),
    )
    return { readers: Number(row?.readers ?? 0), coveredUntil: row?.coveredUntil ?? null }
  },

  /** Who would get which part of a window? `readyAts` are its posts' instants, oldest first; readers for whom nothing is new are left out. */
  async groups(audience: Audience, readyAts: readonly Date[]): Promise<ReaderGroup[]> {
    if (readyAts.length === 0) return []
    const rows = await db.query<Omit<ReaderGroup, 'readers'> & { readers: string }>(
      `select * from (
         select s.lang, width_bucket(${covered}, $5::timestamptz[]) as skip, ${cadenceOf} as cadence, count(*) as readers
         from subscription s where ${inAudience} group by 1, 2, 3) grouped
       where skip < $6 order by readers desc`,
      [...parameters(audience), readyAts, readyAts.length],
    )
    return rows.map((row) => ({ ...row, readers: Number(row.readers) }))
  },

  /** Freezes what a group of readers is to get. */
  async addRendition(
    issueId: string,
    group: Pick<ReaderGroup, 'lang' | 'skip'>,
    content: DigestContent,
  ): Promise<void> {
    await db.query('insert into rendition (issue_id, lang, skip, content) values ($1, $2, $3, $4)', [
      issueId,
      group.lang,
      group.skip,
      JSON.stringify(content),
    ])
  },

  /**
   * Writes one planned delivery for each reader of the frozen renditions, and moves these readers' windows on, in one pass: a
   * reader who leaves meanwhile is either left out, or waits for us and finds the delivery to be skipped. Returns how many.
   */
  async planDeliveries(
    audience: Audience,
    issueId: string,
    { readyAts, cutoff }: { readyAts: readonly Date[]; cutoff: Date },
  ): Promise<number> {
    const [row] = await db.query<{ planned: string }>(
      `with moved as (
         update subscription s set covered_until = $7 from rendition r
         where r.issue_id = $6 and r.lang = s.lang and r.skip = width_bucket(${covered}, $5::timestamptz[]) and ${inAudience}
         returning s.id, r.id as rendition_id),
       planned as (
         insert into delivery (issue_id, subscription_id, rendition_id) select $6, id, rendition_id from moved returning 1)
       select count(*) as planned from planned`,
      [...parameters(audience), readyAts, issueId, cutoff],
    )
    return Number(row?.planned ?? 0)
  },

  /** Cuts an issue's deliveries into batches of consecutive subscriptions. */
  async cutBatches(issueId: string, size: number): Promise<void> {
    await db.query(
      `insert into batch (issue_id, lowest, highest)
       select $1, min(id), max(id) from (
         select subscription_id as id, (row_number() over (order by subscription_id) - 1) / $2::int as number
         from delivery where issue_id = $1) numbered
       group by number order by number`,
      [issueId, size],
    )
  },
})

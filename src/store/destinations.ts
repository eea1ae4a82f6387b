import type { Queryable } from './database.ts'

/** What is kept of a destination: what admins said, and what its refusals taught. */
export interface Destination {
  readonly name: string
  /** Null: not paused, or paused by an admin until somebody resumes it. */
  readonly pausedUntil: Date | null
  readonly pausedByAdmin: boolean
  /** Messages a minute that an admin allows; null is no limit. */
  readonly ratePerMinute: number | null
  /** Messages at a time that an admin allows. */
  readonly concurrency: number | null
  /** Messages a minute that refusals taught; null while none did. */
  readonly learntRate: number | null
  /** What it said last when it refused. */
  readonly reply: string | null
  readonly changedAt: Date
}

/** What an admin may change of a destination. */
export type DestinationWish = Pick<Destination, 'pausedUntil' | 'pausedByAdmin' | 'ratePerMinute' | 'concurrency'>

/** What a worker has learnt since it last said so. */
export interface Lesson {
  readonly name: string
  readonly rate: number | null
  /** The rate it knew of: a rate that grew counts only where nobody else has learnt since. */
  readonly before: number | null
  readonly pausedUntil: Date | null
  readonly reply: string | null
  /** Whether it was refused since; else the rate has only grown. */
  readonly refused: boolean
}

const columns = `name, paused_until as "pausedUntil", paused_by_admin as "pausedByAdmin", rate_per_minute as "ratePerMinute",
  concurrency, learnt_rate as "learntRate", reply, changed_at as "changedAt"`

const hasWish = 'paused_by_admin or rate_per_minute is not null or concurrency is not null'

/** An admin's pause that has run out is none: what refusals teach afterwards counts. */
const isPausedByAdmin = '(kept.paused_by_admin and (kept.paused_until is null or kept.paused_until > $7))'

/** Receiving domains and groups of them that have a limit, a pause or a lesson; all others are not kept. */
export const destinationRows = (db: Queryable) => ({
  /** All of them, at most 10,000: those with an admin's word first, then those that refused last. */
  all: (): Promise<Destination[]> =>
    db.query(
      `select ${columns} from destination order by (${hasWish}) desc, changed_at desc limit 10000`,
      [],
      'destinations',
    ),

  /** Up to `limit` destinations by name, after a name. */
  page: (after: string, limit: number): Promise<Destination[]> =>
    db.query(`select ${columns} from destination where name > $1 order by name limit $2`, [after, limit]),

  async find(name: string): Promise<Destination | null> {
    return (await db.query<Destination>(`select ${columns} from destination where name = $1`, [name]))[0] ?? null
  },

  /** Writes an admin's word, whole. */
  async wish(name: string, wish: DestinationWish, at: Date): Promise<Destination> {
    const [row] = await db.query<Destination>(
      `insert into destination (name, paused_until, paused_by_admin, rate_per_minute, concurrency, changed_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (name) do update set paused_until = excluded.paused_until,
         paused_by_admin = excluded.paused_by_admin, rate_per_minute = excluded.rate_per_minute,
         concurrency = excluded.concurrency, changed_at = excluded.changed_at returning ${columns}`,
      [name, wish.pausedUntil, wish.pausedByAdmin, wish.ratePerMinute, wish.concurrency, at],
    )
    return row as Destination
  },

  /** Forgets everything about a destination; false when nothing was kept. */
  async remove(name: string): Promise<boolean> {
    return (await db.query('delete from destination where name = $1 returning name', [name])).length > 0
  },

  /** Adds what one worker learnt to what all know: of two lessons from refusals the slower rate and the longer pause hold. */
  async learn(lessons: readonly Lesson[], at: Date): Promise<void> {
    const of = <Member extends keyof Lesson>(member: Member) => lessons.map((lesson) => lesson[member])
    await db.query(
      `insert into destination as kept (name, learnt_rate, paused_until, reply, changed_at)
       select name, rate, paused_until, reply, $7 from
         unnest($1::text[], $2::float8[], $3::float8[], $4::timestamptz[], $5::text[], $6::bool[])
           as lesson (name, rate, before, paused_until, reply, refused) where refused
       on conflict (name) do update set learnt_rate = least(kept.learnt_rate, excluded.learnt_rate),
         paused_until = case when ${isPausedByAdmin} then kept.paused_until else greatest(kept.paused_until, excluded.paused_until) end,
         paused_by_admin = ${isPausedByAdmin},
         reply = coalesce(excluded.reply, kept.reply), changed_at = excluded.changed_at`,
      [of('name'), of('rate'), of('before'), of('pausedUntil'), of('reply'), of('refused'), at],
    )
    await db.query(
      `update destination kept set learnt_rate = lesson.rate from
         unnest($1::text[], $2::float8[], $3::float8[], $4::bool[]) as lesson (name, rate, before, refused)
       where kept.name = lesson.name and not lesson.refused and kept.learnt_rate is not distinct from lesson.before`,
      [of('name'), of('rate'), of('before'), of('refused')],
    )
  },

  /** Forgets what was learnt from refusals before an instant; an admin's word stays. */
  async forget(before: Date): Promise<void> {
    await db.query(`delete from destination where changed_at < $1 and not (${hasWish})`, [before])
    await db.query(
      'update destination set learnt_rate = null, reply = null where changed_at < $1 and learnt_rate is not null',
      [before],
    )
  },
})

import {
  isKnown,
  type AlarmFacts,
  type AlarmKind,
  type AlarmLevel,
  type AlarmSubject,
  type Condition,
} from '../domain/alarm.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** Something an admin has to know. */
export interface Alarm {
  readonly id: string
  readonly kind: AlarmKind
  readonly about: AlarmSubject
  readonly level: AlarmLevel
  readonly facts: AlarmFacts
  readonly raisedAt: Date
  readonly lastAt: Date
  readonly settledAt: Date | null
  /** Whether an admin settled it, or it passed. */
  readonly byAdmin: boolean
}

const columns = `id, kind, about, level, facts, raised_at as "raisedAt", last_at as "lastAt", settled_at as "settledAt", by_admin as "byAdmin"`

/** Alarms, on database time: raised as long as something is wrong, settled by an admin or by themselves. */
export const alarmRows = (db: Queryable) => ({
  /**
   * Raises an alarm, or keeps the one there is; null when an admin has settled the same lately. `isNew` when admins have not
   * been told of it, or of its level. In a transaction: whoever raises at the same time waits.
   */
  async raise(condition: Condition): Promise<{ alarm: Alarm; isNew: boolean } | null> {
    const { kind, about, level, facts } = condition
    await db.query('select pg_advisory_xact_lock(20261101, 0)')
    const [before] = await db.query<{ id: string; level: AlarmLevel }>(
      'select id, level from alarm where kind = $1 and about = $2 and settled_at is null',
      [kind, about],
    )
    if (before !== undefined) {
      const isNew = before.level === 'warn' && level === 'grave'
      const [lasting] = await db.query<Alarm>(
        `update alarm set last_at = now(), level = $2, facts = $3, mailed_at = case when $4 then null else mailed_at end
         where id = $1 returning ${columns}`,
        [before.id, level, JSON.stringify(facts), isNew],
      )
      return { alarm: lasting as Alarm, isNew }
    }
    if (await wasSettled(db, condition)) return null
    const [alarm] = await db.query<Alarm>(
      `insert into alarm (kind, about, level, facts) values ($1, $2, $3, $4) returning ${columns}`,
      [kind, about, level, JSON.stringify(facts)],
    )
    return { alarm: alarm as Alarm, isNew: true }
  },

  /** What is wrong now, the gravest and newest first. */
  open(): Promise<Alarm[]> {
    return db.query<Alarm>(
      `select ${columns} from alarm where settled_at is null order by level = 'grave' desc, id desc limit 50`,
    )
  },

  /** Alarms, newest first: those that are over, or those that last, or all. */
  async page({ settled, after, limit }: PageRequest & { settled: boolean | null }): Promise<Page<Alarm>> {
    const rows = await db.query<Alarm>(
      `select ${columns} from alarm where ($1::boolean is null or $1 = (settled_at is not null)) and ($2::bigint is null or id < $2)
       order by id desc limit $3`,
      [settled, after, limit + 1],
    )
    return pageOf(rows, limit)
  },

  /** An admin has seen an alarm; null when there is none such. One that is over stays as it was. */
  async settle(id: string): Promise<Alarm | null> {
    const [row] = await db.query<Alarm>(
      `update alarm set by_admin = by_admin or settled_at is null, settled_at = coalesce(settled_at, now()) where id = $1 returning ${columns}`,
      [idOrNull(id)],
    )
    return row ?? null
  },

  /** An admin has decided on what these are about. */
  async settleAbout(about: AlarmSubject): Promise<void> {
    await db.query(`update alarm set settled_at = now(), by_admin = true where about = $1 and settled_at is null`, [
      about,
    ])
  },

  /** One thing is right again. */
  async pass(kind: AlarmKind, about: AlarmSubject): Promise<void> {
    await db.query('update alarm set settled_at = now() where kind = $1 and about = $2 and settled_at is null', [
      kind,
      about,
    ])
  },

  /** The alarms of issues that the machine stopped last as long as these stand still. */
  async keepPaused(): Promise<void> {
    await db.query(
      `update alarm set last_at = now() where settled_at is null
         and about in (select 'issue ' || id from issue where state = 'paused' and pause_reason is not null)`,
    )
  },

  /** What has not been found again for so long has passed. Returns what did. */
  settleSilent(minutes: number): Promise<Alarm[]> {
    return db.query<Alarm>(
      `update alarm set settled_at = now() where settled_at is null and last_at < now() - make_interval(mins => $1) returning ${columns}`,
      [minutes],
    )
  },

  /**
   * Takes the alarms that admins should be mailed about: a grave one once an hour, a warning once a day. Each is due again in
   * five minutes, should whoever took it die before `mailed`.
   */
  takeUnmailed(): Promise<Alarm[]> {
    const pause = `case when level = 'grave' then interval '1 hour' else interval '1 day' end`
    return db.query<Alarm>(
      `update alarm set mailed_at = now() + interval '5 minutes' - ${pause}
       where settled_at is null and (mailed_at is null or mailed_at < now() - ${pause}) returning ${columns}`,
    )
  },

  /** Admins know of an alarm now. */
  async mailed(id: string): Promise<void> {
    await db.query('update alarm set mailed_at = now() where id = $1', [id])
  },

  /** Stops an issue that is sending, and keeps why; false when it was not sending. */
  async pauseIssue(issueId: string, reason: AlarmKind): Promise<boolean> {
    const rows = await db.query(
      `update issue set state = 'paused', pause_reason = $2 where id = $1 and state = 'sending' returning id`,
      [issueId, reason],
    )
    return rows.length > 0
  },

  /** Forgets why the machine stopped an issue. */
  async forgetPause(issueId: string): Promise<void> {
    await db.query('update issue set pause_reason = null where id = $1 and pause_reason is not null', [issueId])
  },

  /** Why the machine stopped an issue; null when an admin did, or nobody. */
  async pauseReason(issueId: string): Promise<AlarmKind | null> {
    const [row] = await db.query<{ reason: AlarmKind | null }>(
      `select pause_reason as reason from issue where id = $1 and state = 'paused'`,
      [idOrNull(issueId)],
    )
    return row?.reason ?? null
  },
})

/** Whether an admin has settled the same lately. */
const wasSettled = async (db: Queryable, condition: Condition): Promise<boolean> => {
  const [settled] = await db.query<{ level: AlarmLevel; facts: AlarmFacts; hoursAgo: number }>(
    `select level, facts, extract(epoch from now() - settled_at)::float8 / 3600 as "hoursAgo" from alarm
     where kind = $1 and about = $2 and by_admin order by settled_at desc limit 1`,
    [condition.kind, condition.about],
  )
  return settled !== undefined && isKnown(condition, settled)
}

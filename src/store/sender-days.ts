import type { Queryable } from './database.ts'

/** A sender's domain that is being warmed up, and what it has sent. */
export interface WarmingSender {
  readonly domain: string
  /** Messages accepted on each earlier day on which there were any, the first one first. */
  readonly earlier: readonly number[]
  /** Messages accepted on the day asked for, those that a worker holds ready among them. */
  readonly used: number
}

/** How many messages of a new sender were accepted on each day (UTC, YYYY-MM-DD). */
export const senderDayRows = (db: Queryable) => ({
  /** The domains that newsletters send from and that began on this day or before; the earliest beginning counts. */
  warming: (day: string): Promise<WarmingSender[]> =>
    db.query(
      `select sender.domain, coalesce(array_agg(d.accepted order by d.day) filter (where d.day < $1::date), '{}') as earlier,
         coalesce(sum(d.accepted) filter (where d.day = $1::date), 0)::int as used
       from (select lower(split_part(sender_address, '@', -1)) as domain, min(warm_up_from) as since from newsletter
             where warm_up_from <= $1::date group by 1) sender
       left join sender_day d on d.domain = sender.domain and d.day between sender.since and $1::date
       group by sender.domain`,
      [day],
      'warming_senders',
    ),

  /**
   * Sets so many messages of a day's allowance aside for one worker, or what is left of it; answers how many, and how many
   * are used with them. Whoever sends has set aside before, so that several workers and their deaths never exceed the allowance.
   */
  async setAside(
    domain: string,
    day: string,
    { wanted, allowance }: { wanted: number; allowance: number },
  ): Promise<{ count: number; used: number }> {
    await db.query('insert into sender_day (domain, day) values ($1, $2) on conflict do nothing', [domain, day])
    const [row] = await db.query<{ count: number; used: number }>(
      `with held as (select accepted from sender_day where domain = $1 and day = $2 for update)
       update sender_day d set accepted = held.accepted + least($3::int, greatest(0, $4::int - held.accepted)) from held
       where d.domain = $1 and d.day = $2 returning d.accepted - held.accepted as count, d.accepted as used`,
      [domain, day, wanted, allowance],
    )
    return row ?? { count: 0, used: allowance }
  },

  /** Gives back what was set aside and not used. */
  async giveBack(domain: string, day: string, count: number): Promise<void> {
    await db.query('update sender_day set accepted = greatest(0, accepted - $3) where domain = $1 and day = $2', [
      domain,
      day,
      count,
    ])
  },
})

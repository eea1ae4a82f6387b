import type { Queryable } from './database.ts'

/** What was answered to a request that carried an Idempotency-Key; `status` is null while it is still being worked on. */
export interface IdempotentAnswer {
  readonly requestHash: Buffer
  readonly status: number | null
  readonly body: unknown
}

/** First answers to idempotent requests, for a day. */
export const idempotencyRows = (db: Queryable) => ({
  /** Reserves a key for this request; null when it is ours now, else what stands under it. */
  async reserve(caller: string, key: string, requestHash: Buffer): Promise<IdempotentAnswer | null> {
    const inserted = await db.query(
      `insert into idempotent_answer (caller, key, request_hash) values ($1, $2, $3)
       on conflict (caller, key) do update set request_hash = excluded.request_hash, status = null, body = null, created_at = now()
         where idempotent_answer.created_at < now() - case when idempotent_answer.status is null then interval '2 minutes' else interval '1 day' end
       returning 1`,
      [caller, key, requestHash],
    )
    if (inserted.length > 0) return null
    const [row] = await db.query<IdempotentAnswer>(
      'select request_hash as "requestHash", status, body from idempotent_answer where caller = $1 and key = $2',
      [caller, key],
    )
    return row ?? null
  },

  async answer(caller: string, key: string, status: number, body: unknown): Promise<void> {
    await db.query('update idempotent_answer set status = $3, body = $4 where caller = $1 and key = $2', [
      caller,
      key,
      status,
      JSON.stringify(body),
    ])
  },

  /** Lets a key go whose request failed by our fault, so that it may be tried again. */
  async forget(caller: string, key: string): Promise<void> {
    await db.query('delete from idempotent_answer where caller = $1 and key = $2', [caller, key])
  },

  async dropOld(): Promise<void> {
    await db.query(`delete from idempotent_answer where created_at < now() - interval '1 day'`)
  },
})

import { Pool, type PoolClient } from 'pg'
import type { Log } from '../log.ts'

/** Something that runs SQL: the pool, or one transaction. */
export interface Queryable {
  /** Under a name a statement is parsed once for each connection: for those that run for every few messages. */
  query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
}

/** The one pool, shared by named SQL and by Prisma. */
export interface Database extends Queryable {
  readonly pool: Pool
  /**
   * Runs a task in one transaction: all of it is committed, or, when it throws, nothing. The task keeps to what it is handed:
   * one that asked the pool for another connection could wait for others that do the same, and they for it.
   */
  transaction<Result>(task: (db: Queryable) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Milliseconds: whoever waits longer behind a lock is told to come back, rather than kept hanging. */
const lockPatience = 9000

/** Opens a pool on a PostgreSQL URL; nothing is connected until the first query. */
export const openDatabase = (url: string, { connections, log }: { connections: number; log: Log }): Database => {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    lock_timeout: lockPatience,
  })
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'))
  return {
    ...queryableOn(pool),
    pool,
    async transaction(task) {
      const client = await pool.connect()
      let broken: Error | undefined
      // The pool does not listen while it is lent out, and an error that nobody listens to ends the process.
      const lose = (error: Error): void => void (broken = error)
      client.on('error', lose)
      try {
        await client.query('begin')
        const result = await task(queryableOn(client))
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch((lost: Error) => (broken = lost))
        throw error
      } finally {
        client.release(broken)
        client.off('error', lose)
      }
    },
    close: () => pool.end(),
  }
}

const queryableOn = (client: Pool | PoolClient): Queryable => ({
  async query<Row>(text: string, values: readonly unknown[] = [], name?: string) {
    return (await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })).rows as Row[]
  },
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, DatabaseError } from 'pg'
import { startPostgres } from '../../src/embedded/postgres.ts'
import type { QueueServer } from './contract.ts'

/** A PostgreSQL of our own: the one that the test files share cannot be stopped under them. */
export async function startPostgresServer(): Promise<QueueServer> {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-queue-'))
  const settings = { fsync: 'off' }
  let server = await startPostgres({ directory, settings })
  const { url: databaseUrl, port } = server
  const ask = (sql: string) => withClient(databaseUrl, async (client) => (await client.query<Row>(sql)).rows)
  const tables = async () => (await ask(listTables)).map(({ name }) => `${name}`)
  return {
    where: { databaseUrl },
    async stored() {
      const contents = (await tables()).map(async (table) => JSON.stringify(await ask(`SELECT * FROM ${table}`)))
      return (await Promise.all(contents)).join('\n')
    },
    async empty() {
      const names = await tables()
      if (names.length > 0) await insist(databaseUrl, `TRUNCATE ${names.join(', ')}`)
    },
    hang: () => lockJobs(databaseUrl),
    stop: () => server.close(),
    start: async () => void (server = await startPostgres({ directory, settings, port })),
    async close() {
      await server.close()
      await rm(directory, { recursive: true })
    },
  }
}

type Row = Record<string, unknown>

/** All but the list of the migrations applied, which is no part of what the queue holds. */
const listTables = `
  SELECT format('bullmq.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename <> 'migration'`

async function lockJobs(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new Client(databaseUrl)
  await client.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE bullmq.job IN ACCESS EXCLUSIVE MODE')
  return () => client.end()
}

/** Carries a statement out that locks whole tables, however often it deadlocks with a worker's. */
export async function insist(databaseUrl: string, sql: string): Promise<void> {
  try {
    await withClient(databaseUrl, (client) => client.query(sql))
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === '40P01')) throw error
    await insist(databaseUrl, sql)
  }
}

async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

import { Client } from 'pg'
import { insist } from '../queue/postgres-server.ts'

/** Deletes every job that BullMQ keeps in a database; its list of migrations is no job. */
export const emptyQueueIn = async (databaseUrl: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ tables: string }>(
    `select string_agg(format('bullmq.%I', tablename), ', ') as tables from pg_tables
     where schemaname = 'bullmq' and tablename <> 'migration'`,
  )
  await client.end()
  await insist(databaseUrl, `truncate ${rows[0]?.tables}`)
}

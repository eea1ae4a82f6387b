import { Worker } from 'node:worker_threads'
import { Client } from 'pg'
import { migrationNames } from './migration-files.ts'

/** Any fixed number: all Nashras that share a database agree on it. */
const migrationLock = 0x6e617368

/**
 * Brings the database's tables up to date and returns the names of the migrations that were applied.
 * Safe to call from many processes at once: an advisory lock lets one work while the others wait.
 */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    if (await isUpToDate(client)) return []
    return await applyInThread(databaseUrl)
  } finally {
    await client.end()
  }
}

/** The engine is a big WebAssembly module, whose memory goes only with its thread. */
const applyInThread = (databaseUrl: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    let applied: string[] | null = null
    const thread = new Worker(new URL('./migrate-thread.js', import.meta.url), { workerData: databaseUrl })
    thread.on('error', reject)
    // A thread that ends at once hands over its last message and its end in the same turn.
    thread.on('message', (names: string[]) => (applied = names))
    thread.on('exit', () => (applied ? resolve(applied) : reject(new Error('The tables were not brought up to date.'))))
  })

/** Every start asks; loading the engine to be told "nothing to do" would be most of the time a start takes. */
const isUpToDate = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as known`,
  )
  if (!rows[0]?.known) return false
  const applied = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null',
  )
  const names = new Set(applied.rows.map((row) => row.name))
  return (await migrationNames()).every((name) => names.has(name))
}

import pg from 'pg'
import { openSchemaEngine } from './schema-engine.ts'

/** Any fixed number: all Nashras that share a database agree on it. */
const migrationLock = 0x6e617368

/**
 * Brings the database's tables up to date and returns the names of the migrations that were applied.
 * Safe to call from many processes at once: an advisory lock lets one work while the others wait.
 */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await using engine = await openSchemaEngine(databaseUrl)
    return await engine.applyMigrations()
  } finally {
    await client.end()
  }
}

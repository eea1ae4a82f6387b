import { Client } from 'pg'
import { startPostgres } from '../../src/embedded/postgres.ts'

/**
 * A Nashra reduced to its database: says "up <JSON>" or "fault <sentence>" on standard output, asks a last query and
 * closes in order on SIGINT or SIGTERM, and lives until then.
 */
const [options = '{}'] = process.argv.slice(2)
try {
  const database = await startPostgres(JSON.parse(options))
  const lastQuery = async (): Promise<void> => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query('SELECT pg_sleep(0.3)')
    await client.end()
    await database.close()
    process.stdout.write('closed\n')
    process.exit()
  }
  process.once('SIGINT', () => void lastQuery())
  process.once('SIGTERM', () => void lastQuery())
  process.stdout.write(`up ${JSON.stringify(database)}\n`)
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`fault ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`)
}

import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../src/embedded/postgres.ts'
import { migrate } from '../src/store/migrate.ts'

/** Runs a task on a throwaway database to which all migrations have been applied. */
export const withMigratedDatabase = async (task: (url: string) => Promise<void>): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-schema-'))
  const database = await startPostgres({ directory, throwaway: true })
  try {
    await migrate(database.url)
    await task(database.url)
  } finally {
    await database.close()
  }
}

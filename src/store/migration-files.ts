import { readdir, readFile } from 'node:fs/promises'
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm'

const prismaFolder = new URL('../../../prisma/', import.meta.url)
const migrationsFolder = new URL('migrations/', prismaFolder)

/** The names of all migrations, oldest first. */
export const migrationNames = async (): Promise<string[]> => {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
}

/** The schema as Prisma's engine takes it. */
export const readSchema = async (): Promise<SchemasContainer> => ({
  files: [{ path: 'schema.prisma', content: await readFile(new URL('schema.prisma', prismaFolder), 'utf8') }],
})

/** The migrations as Prisma's engine takes them. */
export const readMigrations = async (): Promise<MigrationList> => ({
  baseDir: migrationsFolder.pathname,
  lockfile: {
    path: 'migration_lock.toml',
    content: await readFile(new URL('migration_lock.toml', migrationsFolder), 'utf8'),
  },
  shadowDbInitScript: '',
  migrationDirectories: await Promise.all((await migrationNames()).map(readMigration)),
})

const readMigration = async (name: string): Promise<MigrationList['migrationDirectories'][number]> => ({
  path: name,
  migrationFile: {
    path: 'migration.sql',
    content: { tag: 'ok', value: await readFile(new URL(`${name}/migration.sql`, migrationsFolder), 'utf8') },
  },
})

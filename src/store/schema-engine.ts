import type { EventEmitter } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { SchemaEngine, type MigrationList, type SchemasContainer } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const prismaFolder = new URL('../../../prisma/', import.meta.url)
const noFilters = { externalTables: [], externalEnums: [] }

/** Prisma's own schema engine, in this process: no binary, no download. Bound to one database. */
export interface OpenSchemaEngine extends AsyncDisposable {
  /** Applies what is not applied yet, keeping the `_prisma_migrations` table as `prisma migrate deploy` does; returns the names. */
  applyMigrations(): Promise<string[]>
  /** SQL that leads from this database to schema.prisma; empty when they agree. */
  sqlTowardsSchema(): Promise<string>
}

/** Opens the engine on a PostgreSQL URL. */
export const openSchemaEngine = async (databaseUrl: string): Promise<OpenSchemaEngine> => {
  const schema = await readSchema()
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  pool.on('connect', announceInternalCharAsText)
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
  const engine = await SchemaEngine.new(
    { datamodels: schema.files.map((file) => [file.path, file.content]) },
    () => {},
    adapter,
  )
  return {
    async applyMigrations() {
      const applied = await engine.applyMigrations({ migrationsList: await readMigrations(), filters: noFilters })
      return applied.appliedMigrationNames
    },
    async sqlTowardsSchema() {
      const diff = await engine.diff({
        from: { tag: 'schemaDatasource', ...schema, configDir: '' },
        to: { tag: 'schemaDatamodel', ...schema },
        script: true,
        exitCode: null,
        filters: noFilters,
      })
      return (diff.stdout ?? '').replaceAll('-- This is an empty migration.', '').trim()
    },
    async [Symbol.asyncDispose]() {
      engine.free()
      await pool.end()
    },
  }
}

/** PostgreSQL's internal one-byte type, which its catalogs use and Prisma's adapter does not know. */
const internalChar = 18
const text = 25

/** Lets the engine describe an existing database: the catalogs' one-byte columns are announced as text. */
const announceInternalCharAsText = (client: pg.PoolClient): void => {
  const { connection } = client as unknown as { connection: EventEmitter }
  connection.prependListener('rowDescription', ({ fields }: { fields: { dataTypeID: number }[] }) => {
    for (const field of fields) if (field.dataTypeID === internalChar) field.dataTypeID = text
  })
}

const readSchema = async (): Promise<SchemasContainer> => ({
  files: [{ path: 'schema.prisma', content: await readFile(new URL('schema.prisma', prismaFolder), 'utf8') }],
})

const readMigrations = async (): Promise<MigrationList> => {
  const folder = new URL('migrations/', prismaFolder)
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
  return {
    baseDir: folder.pathname,
    lockfile: { path: 'migration_lock.toml', content: await readFile(new URL('migration_lock.toml', folder), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(new URL(`${name}/migration.sql`, folder), 'utf8') },
        },
      })),
    ),
  }
}

import type { EventEmitter } from 'node:events'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import { Pool, type PoolClient } from 'pg'
import { readMigrations, readSchema } from './migration-files.ts'

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
  const pool = new Pool({ connectionString: databaseUrl, max: 2 })
  pool.on('connect', announceInternalCharAsText)
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogAdapter(pool))
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
const announceInternalCharAsText = (client: PoolClient): void => {
  const { connection } = client as unknown as { connection: EventEmitter }
  connection.prependListener('rowDescription', ({ fields }: { fields: { dataTypeID: number }[] }) => {
    for (const field of fields) if (field.dataTypeID === internalChar) field.dataTypeID = text
  })
}

/**
 * Prisma's adapter, but for two things: the kind of a constraint, which the engine, whom PostgreSQL 18 tells of every NOT NULL,
 * takes for a character only; and scripts, which it would cut at every semicolon, also inside a function.
 */
class CatalogAdapter extends PrismaPg {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super(pool)
    this.#pool = pool
  }

  override async connect() {
    const adapter = await super.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    return Object.assign(adapter, {
      queryRaw: async (query: SqlQuery) => withCharacters(await queryRaw(query)),
      executeScript: async (script: string): Promise<void> => void (await this.#pool.query(script)),
    })
  }
}

const withCharacters = ({ columnNames, columnTypes, rows }: SqlResultSet): SqlResultSet => ({
  columnNames,
  columnTypes: columnTypes.map((type, index) =>
    columnNames[index] === 'constraint_type' ? ColumnTypeEnum.Character : type,
  ),
  rows,
})

import { mkdir, writeFile } from 'node:fs/promises'
import { openSchemaEngine } from '../src/store/schema-engine.ts'
import { withMigratedDatabase } from './with-migrated-database.ts'

const name = process.argv[2]
if (name === undefined || !/^[a-z]+(_[a-z]+)+$/.test(name)) throw new Error('Usage: npm run migration -- <verb_noun>')

await withMigratedDatabase(async (url) => {
  await using engine = await openSchemaEngine(url)
  const sql = await engine.sqlTowardsSchema()
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const folder = new URL(`../../prisma/migrations/${stamp}_${name}/`, import.meta.url)
  await mkdir(folder)
  await writeFile(new URL('migration.sql', folder), `${sql}\n`)
})

// Prisma's schema engine leaves a timer of ten seconds behind, which would hold up the end.
process.exit()

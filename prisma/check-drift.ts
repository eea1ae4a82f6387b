import { openSchemaEngine } from '../src/store/schema-engine.ts'
import { withMigratedDatabase } from './with-migrated-database.ts'

await withMigratedDatabase(async (url) => {
  await using engine = await openSchemaEngine(url)
  const sql = await engine.sqlTowardsSchema()
  if (sql !== '') {
    console.error(
      `prisma/schema.prisma and prisma/migrations disagree. Draft a migration: npm run migration -- <verb_noun>\n\n${sql}`,
    )
    process.exitCode = 1
  }
})

// Prisma's schema engine leaves a timer of ten seconds behind, which would hold up the end.
process.exit()

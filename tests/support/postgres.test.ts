import { expect, test } from '@jest/globals'
import { Client } from 'pg'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

const ask = async (database: TestDatabase, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return rows
  } finally {
    await client.end()
  }
}

test('two test databases are migrated copies that do not see each other', async () => {
  await using first = await createTestDatabase()
  await using second = await createTestDatabase()
  await ask(first, 'CREATE TABLE mark AS SELECT 1 AS n')
  expect(await ask(first, 'SELECT n FROM mark')).toEqual([{ n: 1 }])
  expect(await ask(second, "SELECT to_regclass('mark') AS found")).toEqual([{ found: null }])
  const [migrations] = await ask(second, 'SELECT count(*)::int AS applied FROM _prisma_migrations')
  expect(migrations).toMatchObject({ applied: expect.any(Number) })
  expect(migrations).not.toEqual({ applied: 0 })
})

test('a closed test database is gone, even with a session still open', async () => {
  const database = await createTestDatabase()
  const idle = new Client({ connectionString: database.url })
  idle.on('error', () => {})
  await idle.connect()
  await database.close()
  await database.close()
  await expect(ask(database, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  await idle.end().catch(() => {})
})

import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/store/database.ts'
import { asAdmin, createTestDatabase } from '../support/postgres.ts'
import { failStatements, stopPostgres } from './postgres-faults.ts'
import { anySeed } from './random.ts'

const faults = [
  ['a database that dies in the middle of a send and comes back finds the send go on', stopPostgres],
  ['statements that fail at random cost time and nothing else', failStatements('before')],
] as const

test.each(faults)(
  '%s',
  async (_, fault) => {
    const seed = anySeed()
    const { breaches } = await fault(seed)
    expect({ seed, breaches }).toEqual({ seed, breaches: [] })
  },
  180_000,
)

test('a transaction whose connection is cut ends with an error, and the process lives on', async () => {
  await using base = await createTestDatabase()
  const database = openDatabase(base.url, { connections: 1, log: createLog('silent') })
  const cut = database.transaction(async (db) => {
    const [session] = await db.query<{ pid: number }>('select pg_backend_pid() as pid')
    await asAdmin((admin) => admin.query('select pg_terminate_backend($1)', [session?.pid]))
    await pause(200)
    await db.query('select 1')
  })
  await expect(cut).rejects.toThrow()
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
})

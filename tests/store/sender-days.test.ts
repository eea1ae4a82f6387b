import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createLog } from '../../src/log.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { senderDayRows } from '../../src/store/sender-days.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

let base: TestDatabase
let database: Database

beforeAll(async () => {
  base = await createTestDatabase()
  database = openDatabase(base.url, { connections: 8, log: createLog('silent') })
})
afterAll(async () => {
  await database.close()
  await base.close()
})

const founds = (slug: string, address: string, warmUpFrom: string | null) =>
  database.query(
    `insert into newsletter (slug, name, locale, time_zone, sender_name, sender_address, warm_up_from) values ($1, $1, 'ar', 'UTC', $1, $2, $3)`,
    [slug, address, warmUpFrom],
  )

test('eight hands that reach for one allowance at once never get more than there is', async () => {
  const days = senderDayRows(database)
  const takes = Array.from({ length: 60 }, () =>
    days.setAside('race.example', '2026-11-22', { wanted: 7, allowance: 300 }),
  )
  const got = (await Promise.all(takes)).map(({ count }) => count)
  expect(got.reduce((sum, count) => sum + count)).toBe(300)
  expect(got.filter((count) => count === 7)).toHaveLength(42)
  expect(got.filter((count) => count === 6)).toHaveLength(1)
  await days.giveBack('race.example', '2026-11-22', 5)
  expect(await days.setAside('race.example', '2026-11-22', { wanted: 7, allowance: 300 })).toEqual({
    count: 5,
    used: 300,
  })
  expect(await days.setAside('race.example', '2026-11-22', { wanted: 7, allowance: 200 })).toEqual({
    count: 0,
    used: 300,
  })
})

test('a sender is warmed up from the earliest day that one of its newsletters names', async () => {
  const days = senderDayRows(database)
  await founds('one', 'news@New.example', '2026-11-20')
  await founds('two', 'other@new.example', '2026-11-21')
  await founds('old', 'news@old.example', null)
  await founds('later', 'news@later.example', '2026-11-23')
  for (const [day, wanted] of [
    ['2026-11-19', 9],
    ['2026-11-20', 50],
    ['2026-11-21', 80],
    ['2026-11-22', 30],
  ] as const)
    await days.setAside('new.example', day, { wanted, allowance: 100 })
  expect(await days.warming('2026-11-22')).toEqual([{ domain: 'new.example', earlier: [50, 80], used: 30 }])
  expect((await days.warming('2026-11-23')).map(({ domain }) => domain).toSorted()).toEqual([
    'later.example',
    'new.example',
  ])
})

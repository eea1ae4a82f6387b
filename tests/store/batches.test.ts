import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createLog } from '../../src/log.ts'
import type { ClaimedBatch } from '../../src/store/batches.ts'
import { createBeacon } from '../../src/store/beacon.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { until } from '../support/wait.ts'
import { addressesOf, gathers, publishes } from '../usecases/people.ts'
import { openWorkshop, type Workshop } from '../usecases/workshop.ts'

let shop: Workshop
let founded = 0
beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

/** A batch of a newsletter of its own, frozen and not sent yet. */
const freezes = async (readers: number): Promise<{ batchId: string; issueId: string; readers: string[] }> => {
  founded += 1
  const newsletter = await shop.founds(`held-${founded}`)
  const subscriptions = await gathers(shop, newsletter, addressesOf(readers, `held-${founded}`))
  await publishes(shop.house, newsletter, `مقال ${founded}`)
  const issue = await triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  const [batchId = ''] = await shop.house.store.batches.ofIssue(issue.id)
  return { batchId, issueId: issue.id, readers: subscriptions }
}

const claims = (batchId: string, holder: number | null = null): Promise<ClaimedBatch | null> =>
  shop.house.store.batches.claim(batchId, { leaseSeconds: 60, holder })

/** A batch that was just given back is due with the next millisecond. */
const takes = async (batchId: string): Promise<ClaimedBatch> => {
  let batch: ClaimedBatch | null = null
  await until('the batch is due', async () => (batch = await claims(batchId)) !== null, 1)
  return batch as unknown as ClaimedBatch
}

const lapses = (batchId: string) =>
  shop.sql.query(`update batch set lease_until = now() - interval '1 second' where id = $1`, [batchId])

const overdue = async (): Promise<string[]> => (await shop.house.store.batches.overdue()).map(({ id }) => id)

const rowOf = async (batchId: string) =>
  (await shop.sql.query('select deaths, parked, done, holder from batch where id = $1', [batchId])).rows[0]

test('what a worker held is taken over the moment its connection to the database is gone, long before its lease ends', async () => {
  const { batches } = shop.house.store
  const { batchId } = await freezes(2)
  const beacon = createBeacon(shop.databaseUrl, createLog('silent'))
  await beacon.light()
  expect(beacon.number).not.toBeNull()
  expect(await claims(batchId, beacon.number)).not.toBeNull()
  expect(await batches.workers()).toBe(1)
  expect(await claims(batchId)).toBeNull()
  expect(await overdue()).not.toContain(batchId)

  // As a SIGKILL would: the server sees the connection end.
  await beacon.putOut()
  await until('the batch is found', async () => (await overdue()).includes(batchId))
  expect(await claims(batchId)).not.toBeNull()
})

test('a beacon whose connection is lost burns again under another number', async () => {
  const beacon = createBeacon(shop.databaseUrl, createLog('silent'))
  await beacon.light()
  const before = beacon.number
  await shop.sql.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nashra beacon'`,
  )
  await until('the beacon burns again', () => beacon.number !== null && beacon.number !== before)
  await beacon.putOut()
  expect(beacon.number).toBeNull()
})

test('a batch over which five workers die in a row is parked, and the sweep leaves it alone', async () => {
  const { batchId } = await freezes(2)
  for (let deaths = 0; deaths < 5; deaths += 1) {
    expect(await claims(batchId)).not.toBeNull()
    await lapses(batchId)
  }
  expect(await claims(batchId)).toBeNull()
  expect(await rowOf(batchId)).toMatchObject({ deaths: 5, parked: true, done: false })
  expect(await overdue()).not.toContain(batchId)
})

test('as long as each worker brings a delivery to its end before it dies, a batch is never parked', async () => {
  const { ledger } = shop.house.store
  const { batchId, readers } = await freezes(8)
  for (const subscriptionId of readers) {
    const batch = await claims(batchId)
    if (batch === null) throw new Error('The batch was parked.')
    await ledger.fence(batch, [subscriptionId])
    await lapses(batchId)
  }
  expect(await claims(batchId)).not.toBeNull()
  expect(await rowOf(batchId)).toMatchObject({ deaths: 1, parked: false })
})

test('failures over a batch count as deaths do, and one that went well begins the count anew', async () => {
  const { batches } = shop.house.store
  const { batchId } = await freezes(2)
  const fails = async (): Promise<void> => batches.fail(await takes(batchId), 0)
  for (let failures = 0; failures < 4; failures += 1) await fails()
  await batches.release(await takes(batchId), 0)
  expect(await rowOf(batchId)).toMatchObject({ deaths: 0, parked: false, holder: null })
  for (let failures = 0; failures < 5; failures += 1) await fails()
  expect(await rowOf(batchId)).toMatchObject({ deaths: 5, parked: true })
})

test('every attempt that was not accepted is kept with its phase and reply, once, and tells how old the delivery is', async () => {
  const { ledger } = shop.house.store
  const { batchId, issueId, readers } = await freezes(2)
  const batch = await claims(batchId)
  if (batch === null) throw new Error('The batch could not be claimed.')
  const [put = '', taken = ''] = readers
  await ledger.fence(batch, readers)
  const told = { attempt: 1, relay: 'relay.example:25' }
  const deferred = { ...told, subscriptionId: put, state: 'deferred', phase: 'rcpt', reason: 'greylisted' } as const
  const accepted = { ...told, subscriptionId: taken, state: 'accepted', phase: 'after_dot', reason: null } as const
  const results = [
    { ...deferred, reply: '450 4.7.1 greylisted', retryIn: 0 },
    { ...accepted, reply: '250 ok', retryIn: null },
  ]
  await ledger.record(batch, results)
  await ledger.record(batch, results)
  const { rows } = await shop.sql.query(
    'select subscription_id as who, number, state, phase, relay, reply from attempt where issue_id = $1',
    [issueId],
  )
  expect(rows).toEqual([
    { who: put, number: 1, state: 'deferred', phase: 'rcpt', relay: told.relay, reply: '450 4.7.1 greylisted' },
  ])
  await shop.sql.query(`update attempt set at = now() - interval '2 days' where issue_id = $1`, [issueId])
  const [due] = await ledger.due(batch)
  expect(due).toMatchObject({ subscriptionId: put, attempts: 1 })
  expect(due?.age).toBeCloseTo(2 * 86_400, -2)
})

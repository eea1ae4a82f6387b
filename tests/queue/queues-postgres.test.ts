import { expect, test } from '@jest/globals'
import { queueContract, type QueueServer } from './contract.ts'
import { insist, startPostgresServer } from './postgres-server.ts'
import { openShop, until } from './shop.ts'

let server: QueueServer
queueContract(async () => (server = await startPostgresServer()))

test('a schema that was dropped is built again by the next word', async () => {
  await using shop = await openShop(server.where)
  await shop.work()
  await shop.queues.wake('send-batch', { batchId: 'b1' })
  await until(() => shop.done.length === 1)
  await insist(server.where.databaseUrl, 'DROP SCHEMA bullmq CASCADE')
  await shop.queues.wake('send-batch', { batchId: 'b2' })
  await shop.queues.every('sweep', 60_000)
  await shop.queues.wake('send-batch', { batchId: 'b3' })
  await until(() => shop.done.length === 3, 10_000)
  expect(shop.done.map(([name]) => name).toSorted()).toEqual(['send-batch', 'send-batch', 'sweep'])
})

test('start-up options in the database URL do not lead the queue to another schema', async () => {
  await using shop = await openShop({
    databaseUrl: `${server.where.databaseUrl}?options=-c%20statement_timeout%3D5000`,
  })
  await shop.work()
  await shop.queues.wake('send-batch', { batchId: 'b1' })
  await until(() => shop.done.length === 1)
})

test('several processes that start at once build the schema once', async () => {
  await insist(server.where.databaseUrl, 'DROP SCHEMA bullmq CASCADE')
  await using house = new AsyncDisposableStack()
  const shops = await Promise.all([1, 2, 3].map(() => openShop(server.where)))
  for (const shop of shops) house.use(shop)
  expect(await shops[0]?.queues.counts()).not.toBeNull()
})

test('where PostgreSQL is the queue and away, the start fails', async () => {
  await expect(openShop({ databaseUrl: 'postgres://nashra@127.0.0.1:1/nashra' })).rejects.toThrow('ECONNREFUSED')
})

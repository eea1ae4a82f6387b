import { expect, test } from '@jest/globals'
import { queueContract, type QueueServer } from './contract.ts'
import { redisIsInstalled, startRedisServer } from './redis-server.ts'
import { openShop, until } from './shop.ts'

let server: QueueServer

if (redisIsInstalled()) {
  queueContract(async () => (server = await startRedisServer()))

  test('several Nashras share one Redis without meeting', async () => {
    await using ours = await openShop({ ...server.where, prefix: 'ours' })
    await using theirs = await openShop({ ...server.where, prefix: 'theirs' })
    await Promise.all([ours.work(), theirs.work()])
    await ours.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => ours.done.length === 1)
    expect(theirs.done).toEqual([])
    expect((await server.stored()).match(/theirs:batches/)).not.toBeNull()
  })

  test('where Redis is the queue and away, the start succeeds and the work begins when it comes', async () => {
    await server.stop()
    await using shop = await openShop(server.where)
    await shop.work()
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await server.start()
    await until(async () => {
      await shop.queues.wake('send-batch', { batchId: 'b2' })
      return shop.done.length > 0
    }, 10_000)
    expect(shop.done[0]).toEqual(['send-batch', { batchId: 'b2' }])
  })
} else {
  test.skip('the queue on Redis: redis-server is not installed here', () => {})
}

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import type { Queues } from '../../src/queue/queues.ts'
import { openShop, until } from './shop.ts'

/** A real server that keeps the queue, and the accidents that can befall it. */
export interface QueueServer {
  readonly where: { readonly databaseUrl: string; readonly redisUrl?: string }
  /** Everything the queue has stored, as text. */
  stored(): Promise<string>
  empty(): Promise<void>
  /** Takes connections and commands but answers none of them, until the returned function is called. */
  hang(): Promise<() => Promise<void>>
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** What every backend of the queue keeps to. */
export function queueContract(startServer: () => Promise<QueueServer>): void {
  let server: QueueServer
  beforeAll(async () => void (server = await startServer()))
  afterAll(() => server.close())
  beforeEach(() => server.empty())

  test('a woken worker is handed the ids of its batch', async () => {
    await using shop = await openShop(server.where)
    await shop.work()
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length > 0)
    expect(shop.done).toEqual([['send-batch', { batchId: 'b1' }]])
  })

  test('a thousand batches are woken at once, and two workers share them so that each is sent once', async () => {
    await using left = await openShop(server.where)
    await using right = await openShop(server.where)
    await left.queues.wakeMany('send-batch', batches(1000))
    await Promise.all([left.work(), right.work()])
    await until(() => left.done.length + right.done.length >= 1000)
    const sent = [...left.done, ...right.done].map(([, ids]) => JSON.stringify(ids))
    expect(new Set(sent).size).toBe(1000)
    expect(sent).toHaveLength(1000)
    expect(Math.min(left.done.length, right.done.length)).toBeGreaterThan(0)
  })

  test('of two delayed calls the later one counts, next to a call without delay', async () => {
    await using shop = await openShop(server.where)
    await shop.work()
    await shop.queues.wake('send-batch', { batchId: 'b1' }, { delayMs: 300 })
    await shop.queues.wake('send-batch', { batchId: 'b1' }, { delayMs: 700 })
    const began = performance.now()
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length === 2)
    expect(performance.now() - began).toBeGreaterThan(600)
    await pause(100)
    expect(shop.done).toHaveLength(2)
  })

  test('a chore that is asked for again and again has one schedule, and comes round by it', async () => {
    await using shop = await openShop(server.where)
    await shop.work()
    const began = performance.now()
    const delayed: number[] = []
    await until(async () => {
      await shop.queues.every('sweep', 250)
      delayed.push((await shop.queues.counts())?.chores.delayed ?? 0)
      return shop.done.length === 4
    })
    expect(performance.now() - began).toBeGreaterThan(500)
    expect(Math.max(...delayed)).toBe(1)
  })

  test('calls for a batch that is being sent are kept, and send it once more', async () => {
    await using shop = await openShop(server.where)
    const gate = Promise.withResolvers<void>()
    await shop.work({ 'send-batch': () => gate.promise })
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length === 1)
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    gate.resolve()
    await until(() => shop.done.length === 2)
    await pause(100)
    expect(shop.done).toHaveLength(2)
  })

  test('calls for a batch that waits are merged, unless they bring an id of their own', async () => {
    await using shop = await openShop(server.where)
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await shop.queues.wake('send-batch', { batchId: 'b1' }, { id: 'b1 again' })
    expect((await shop.queues.counts())?.batches).toEqual({ waiting: 2, active: 0, delayed: 0 })
  })

  test('a job that throws is logged, and stops no other', async () => {
    await using shop = await openShop(server.where)
    await shop.work({
      'send-notice': ({ noticeId }) => (noticeId === 'n1' ? Promise.reject(new Error('no')) : Promise.resolve()),
    })
    await shop.queues.wakeMany('send-notice', [{ noticeId: 'n1' }, { noticeId: 'n2' }])
    await until(() => shop.done.length === 2)
    await until(() => shop.logged.length > 0)
    expect(shop.logged).toEqual(['a job failed'])
    await until(async () => (await openJobs(shop.queues)) === 0)
  })

  test('the drain waits for the running job and takes no other', async () => {
    await using shop = await openShop(server.where)
    let finished = 0
    const crew = await shop.work({
      'send-batch': async () => {
        await pause(300)
        finished += 1
      },
    })
    await shop.queues.wakeMany('send-batch', batches(20))
    await until(() => shop.done.length > 0)
    await crew.drain(5000)
    expect(finished).toBe(shop.done.length)
    expect(await openJobs(shop.queues)).toBe(20 - finished)
  })

  test('a queue that is emptied is healed by the next word, and wakes workers as before', async () => {
    await using shop = await openShop(server.where)
    await shop.work()
    await shop.queues.every('sweep', 60_000)
    await until(() => shop.done.length === 1)
    await server.empty()
    await shop.queues.every('sweep', 60_000)
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length === 3)
    expect((await shop.queues.counts())?.chores.delayed).toBe(1)
  })

  test('while the server is stopped nobody waits long or sees an error; once it is back the work goes on', async () => {
    await using shop = await openShop(server.where)
    await shop.work()
    await server.stop()
    for (const batchId of ['b1', 'b2', 'b3'])
      expect(await timed(shop.queues.wake('send-batch', { batchId }))).toBeLessThan(about1s)
    expect(await timed(shop.queues.wakeMany('send-batch', batches(1000)))).toBeLessThan(about1s)
    expect(await timed(shop.queues.every('sweep', 60_000))).toBeLessThan(about1s)
    expect(await shop.queues.counts()).toBeNull()
    await server.start()
    await until(async () => {
      await shop.queues.wake('send-batch', { batchId: 'b4' })
      return shop.done.length > 0
    }, 10_000)
    expect(shop.told('callers')).toEqual([fails, worksAgain])
  })

  test('a server that hangs keeps no caller waiting much longer than a second', async () => {
    await using shop = await openShop(server.where)
    const release = await server.hang()
    expect(await timed(shop.queues.wake('send-batch', { batchId: 'b1' }))).toBeLessThan(about1s)
    expect(await timed(shop.queues.wakeMany('send-batch', batches(1000)))).toBeLessThan(about1s)
    await release()
    await shop.work()
    await until(async () => {
      await shop.queues.wake('send-batch', { batchId: 'b2' })
      return shop.done.some(([, ids]) => JSON.stringify(ids).includes('b2'))
    })
  })

  test('a drain ends soon although the server is gone, but not before the running job has', async () => {
    await using shop = await openShop(server.where)
    let finished = false
    const crew = await shop.work({
      'send-batch': async () => {
        await pause(500)
        finished = true
      },
    })
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length === 1)
    await server.stop()
    expect(await timed(crew.drain(20_000))).toBeLessThan(4000)
    expect(finished).toBe(true)
    await server.start()
  })

  test('a job that outstays the drain is asked to stop, let go of, and given to another worker', async () => {
    await using shop = await openShop(server.where)
    await using other = await openShop(server.where)
    const gate = Promise.withResolvers<void>()
    let asked = false
    const crew = await shop.work({
      'send-batch': (_ids, signal) => {
        signal.addEventListener('abort', () => (asked = true))
        return gate.promise
      },
    })
    await shop.queues.wake('send-batch', { batchId: 'b1' })
    await until(() => shop.done.length === 1)
    await crew.drain(100)
    gate.resolve()
    expect(asked).toBe(true)
    await other.work()
    await until(() => other.done.length === 1, 12_000)
  })

  test('a call that lacks its ids is refused, by the compiler and past it', async () => {
    await using shop = await openShop(server.where)
    // @ts-expect-error -- a batch is not a notice
    await expect(shop.queues.wake('send-batch', { noticeId: 'n1' })).rejects.toThrow('batchId')
    // @ts-expect-error -- a chore carries nothing
    await shop.queues.wake('sweep', { batchId: 'b1' })
    // @ts-expect-error -- what needs ids cannot come round by the clock
    await shop.queues.every('send-notice', 60_000)
    await shop.work()
    await until(() => shop.done.length === 1 && shop.logged.length === 1)
    expect(shop.done).toEqual([['sweep', {}]])
    expect(shop.logged).toEqual(['a job failed'])
  })

  test('nothing but ids is stored, whatever callers hand over and relays answer', async () => {
    await using shop = await openShop(server.where)
    const careless = { noticeId: 'notice-of-a-confirmation', address: 'salma@example.org' }
    await shop.queues.wake('send-notice', careless)
    await shop.queues.wakeMany('send-notice', [{ ...careless, noticeId: 'n2' }])
    const waiting = await server.stored()
    await shop.work({ 'send-notice': () => Promise.reject(new Error('550 no mailbox salma@example.org')) })
    await until(() => shop.logged.length === 2)
    await until(async () => (await openJobs(shop.queues)) === 0)
    const after = await server.stored()
    expect(waiting).toContain('notice-of-a-confirmation')
    expect(waiting + after).not.toContain('salma')
  })
}

/** What "about a second" may become on a busy machine, in milliseconds. */
const about1s = 1800

const fails = 'the queue fails; the sweep will find the work'
const worksAgain = 'the queue works again'

const batches = (many: number) => Array.from({ length: many }, (_, index) => ({ batchId: `batch-${index}` }))

async function openJobs(queues: Queues): Promise<number> {
  const counts = await queues.counts()
  if (!counts) throw new Error('The queue is away.')
  return Object.values(counts).reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0)
}

async function timed(work: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work
  return performance.now() - began
}

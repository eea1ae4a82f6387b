import { expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { sweep } from '../../src/usecases/sweep.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import type { House } from '../../src/usecases/house.ts'
import { openRudeServer, silence } from '../mail/rude-server.ts'
import { until } from '../support/wait.ts'
import { newestIn } from '../usecases/ledger-book.ts'
import { newNewsletter } from '../usecases/newsletters.ts'
import { addressesOf, gathers, publishes } from '../usecases/people.ts'
import { openServices, type Services } from './services.ts'

const triggers = async ({ sql }: Services, house: House, readers: number): Promise<void> => {
  const newsletter = await house.store.newsletters.add(newNewsletter('marsad'), new Date())
  await gathers({ sql, house }, newsletter, addressesOf(readers))
  await publishes(house, newsletter, 'مقال')
  await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })
}

const batches = async ({ sql }: Services) => {
  const { rows } = await sql.query<{ held: number; open: number }>(
    'select count(lease_until)::int as held, (count(*) filter (where not done))::int as open from batch',
  )
  return rows[0]
}

test('a worker that is stopped ends what is on the wire, gives the rest back, and another finishes: nobody is mailed twice', async () => {
  await using services = await openServices()
  const { sql, sink } = services
  const answer = Promise.withResolvers<void>()
  let come = 0
  sink.beforeTaking = async () => {
    come += 1
    if (come > 100) await answer.promise
  }
  const first = await services.starts('all')
  await triggers(services, first.house, 600)
  await until('ten wait for their reply', () => come === 110)
  const stopping = first.stop()
  await pause(500)
  answer.resolve()
  await stopping
  const { counts } = await newestIn(sql)
  expect(counts).toEqual({ accepted: sink.received.length, planned: 600 - sink.received.length })
  expect(await batches(services)).toMatchObject({ held: 0 })
  expect(sink.received).toHaveLength(110)

  await services.starts('worker')
  await until('the second has finished', async () => (await newestIn(sql)).state === 'finished', 25)
  expect((await newestIn(sql)).counts).toEqual({ accepted: 600 })
  expect(sink.received).toHaveLength(600)
  expect(new Set(sink.received.map(({ to }) => to)).size).toBe(600)
}, 60_000)

test('a relay that does not answer does not keep a worker from stopping, and who is in doubt is named', async () => {
  await using services = await openServices()
  await using rude = await openRudeServer({ ehlo: '250 rude.example', dot: silence })
  const mute = await services.starts('all', {
    relay: `${rude.url}?connections=10`,
    timings: { wireMs: 300, leaseSeconds: 2 },
  })
  await triggers(services, mute.house, 30)
  await until('ten are on the wire', () => rude.messages.length === 10)
  const since = performance.now()
  await mute.stop()
  // The relay would have been waited for ten minutes.
  expect(performance.now() - since).toBeLessThan(15_000)
  expect((await newestIn(services.sql)).counts).toEqual({ handing_over: 10, planned: 20 })
  rude.dropAll()
  const { house } = await services.starts('worker')
  const isDone = async (): Promise<boolean> => {
    await sweep(house)
    return (await newestIn(services.sql)).open === 0
  }
  await until('the rest is out', isDone, 25)
  expect((await newestIn(services.sql)).counts).toEqual({ accepted: 20, uncertain: 10 })
}, 60_000)

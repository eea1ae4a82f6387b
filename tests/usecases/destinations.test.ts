import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createMailHosts } from '../../src/mail/mail-hosts.ts'
import { openNameServer } from '../support/name-server.ts'
import { openSchool, type MannersSchool } from './manners-school.ts'
import { accepted, deferred, sendAll, timeFrom, type Sent } from './pretended-wire.ts'

let school: MannersSchool

beforeAll(async () => {
  school = await openSchool()
})
afterAll(async () => school[Symbol.asyncDispose]())
beforeEach(() => school.database.query('delete from destination'))

/** Bytes in use once everything that nobody holds is gone. */
const heapInUse = (): number => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

const start = '2026-11-22T10:00:00Z'
const of = (sent: readonly Sent[], to: string) => sent.filter((one) => one.to === to)
const took = (sent: readonly Sent[], to: string): number => Math.max(...of(sent, to).map(({ at }) => at))

test('an admin’s budget is used to the full and never exceeded, and slows nobody else', async () => {
  const time = timeFrom(start)
  await school.wishes('big.example', { ratePerMinute: 3000 })
  const manners = await school.opens(time)
  const wire = { manners, time, connections: 10, replyMs: 7, answer: () => accepted }
  const sent = await sendAll(wire, { 'big.example': 2500, 'small.example': 2000, 'other.example': 2000 })
  const big = of(sent, 'big.example')
  for (let from = 0; from + 10_000 < took(sent, 'big.example'); from += 500) {
    const count = big.filter(({ at }) => at >= from && at < from + 10_000).length
    expect(count).toBeLessThanOrEqual(503)
    expect(count).toBeGreaterThanOrEqual(485)
  }
  // Ten connections with 7 ms carry 1,428 a second: 4,000 in about three.
  expect(took(sent, 'small.example')).toBeLessThan(3300)
  expect(took(sent, 'other.example')).toBeLessThan(3300)
  expect(sent).toHaveLength(6500)
})

test('an admin’s concurrency is kept', async () => {
  const time = timeFrom(start)
  await school.wishes('narrow.example', { concurrency: 2 })
  const manners = await school.opens(time)
  const places = [1, 2, 3, 4].map(() => manners.ask('narrow.example', 'marsad.example'))
  expect(places.map((place) => typeof place)).toEqual(['object', 'object', 'number', 'number'])
  for (const place of places) if (typeof place !== 'number') place.leave(accepted)
  expect(typeof manners.ask('narrow.example', 'marsad.example')).toBe('object')
})

test('workers share a budget', async () => {
  const time = timeFrom(start)
  await school.wishes('big.example', { ratePerMinute: 6000, concurrency: 4 })
  const crew = await Promise.all([school.opens(time, { workers: 2 }), school.opens(time, { workers: 2 })])
  const turns = [0, 0]
  for (; time.now < 20_000; time.now += 1) {
    if (time.now % 1000 === 0) await Promise.all(crew.map((manners) => manners.acquaint([])))
    for (const [at, manners] of crew.entries()) {
      const places = [1, 2, 3].map(() => manners.ask('big.example', 'marsad.example'))
      for (const place of places) if (typeof place !== 'number') place.leave(((turns[at] ??= 0), turns[at]++, accepted))
    }
  }
  expect(turns[0]).toBeLessThanOrEqual(1005)
  expect(turns[0]).toBeGreaterThanOrEqual(970)
  expect(turns[1]).toBe(turns[0])
})

test('an admin’s pause holds until it is lifted, and is noticed within seconds', async () => {
  const time = timeFrom(start)
  const manners = await school.opens(time)
  const asks = async (): Promise<string> => {
    time.now += 3001
    await manners.acquaint([])
    const place = manners.ask('paused.example', 'marsad.example')
    if (typeof place !== 'number') place.leave(null)
    return typeof place
  }
  expect(await asks()).toBe('object')
  const wish = { pausedUntil: null, pausedByAdmin: true, ratePerMinute: null, concurrency: null }
  await school.store.destinations.wish('paused.example', wish, time.clock.now())
  expect(await asks()).toBe('number')
  const pausedUntil = new Date(time.clock.now().getTime() + 10_000)
  await school.store.destinations.wish('paused.example', { ...wish, pausedUntil }, time.clock.now())
  expect(await asks()).toBe('number')
  time.now += 10_000
  expect(await asks()).toBe('object')
})

test('a domain that an admin named stands for itself, all others of its group together', async () => {
  await school.wishes('hotmail.com', { ratePerMinute: 60 })
  const manners = await school.opens(timeFrom(start))
  expect(manners.destinationOf('salma@Hotmail.com')).toBe('hotmail.com')
  expect(manners.destinationOf('salma@live.com')).toBe('outlook.com')
  expect(manners.destinationOf('salma@مثال.example')).toBe('xn--mgbh0fb.example')
})

test('a place that was not used gives back its share of the budget', async () => {
  const time = timeFrom(start)
  await school.wishes('slow.example', { ratePerMinute: 60 })
  const manners = await school.opens(time)
  for (let turn = 0; turn < 5; turn++) {
    const place = manners.ask('slow.example', 'marsad.example')
    if (typeof place === 'number') throw new Error(`told to wait ${place}`)
    place.leave(null)
    place.leave(accepted)
  }
  const place = manners.ask('slow.example', 'marsad.example')
  if (typeof place !== 'number') place.leave(accepted)
  expect(manners.ask('slow.example', 'marsad.example')).toBeGreaterThan(900)
})

test('a hundred thousand domains leave no more than ten thousand behind, and what was learnt stays', async () => {
  const time = timeFrom(start)
  const manners = await school.opens(time)
  const ask = (name: string): void => {
    const place = manners.ask(name, 'marsad.example')
    if (typeof place !== 'number') place.leave(accepted)
  }
  for (let turn = 0; turn < 3; turn++) {
    const place = manners.ask('slow.example', 'marsad.example')
    if (typeof place === 'number') break
    place.leave(deferred('421 4.7.0 rate limited'))
    time.now += 5
  }
  expect(typeof manners.ask('slow.example', 'marsad.example')).toBe('number')
  const sizes: number[] = []
  for (const round of [1, 2, 3, 4]) {
    for (let number = 0; number < 30_000; number++) ask(`d${round}-${number}.example`)
    sizes.push(heapInUse())
  }
  expect((sizes[3] ?? 0) - (sizes[0] ?? 0)).toBeLessThan(1_000_000)
  expect(typeof manners.ask('slow.example', 'marsad.example')).toBe('number')
})

test('with a database that is away nothing begins, and for seconds only goes on what went on', async () => {
  const time = timeFrom(start)
  let isAway = true
  const all = async () => {
    if (isAway) throw new Error('away')
    return school.store.destinations.all()
  }
  const manners = await school.opens(time, { store: { destinations: { ...school.store.destinations, all } } })
  expect(typeof manners.ask('a.example', 'marsad.example')).toBe('number')
  isAway = false
  time.now += 3000
  await manners.acquaint([])
  expect(typeof manners.ask('a.example', 'marsad.example')).toBe('object')
  isAway = true
  time.now += 4000
  expect(typeof manners.ask('a.example', 'marsad.example')).toBe('object')
  await new Promise((resolve) => setTimeout(resolve, 50))
  time.now += 1001
  expect(typeof manners.ask('a.example', 'marsad.example')).toBe('number')
  isAway = false
  await manners.acquaint([])
  expect(typeof manners.ask('a.example', 'marsad.example')).toBe('object')
  await manners.close()
})

test('domains behind one mail host are one destination once DNS has said so', async () => {
  await using server = await openNameServer()
  server.records.set('marsad.sa', [[1, 'aspmx.l.google.com']]).set('own.org', [[1, 'mail.own.org']])
  const time = timeFrom(start)
  const hosts = createMailHosts({ lookUp: true, elapsed: time.elapsed, servers: [server.address] })
  const manners = await school.opens(time, { hosts })
  expect(manners.destinationOf('salma@marsad.sa')).toBe('marsad.sa')
  await manners.acquaint(['Marsad.SA', 'own.org', 'gone.org', 'hotmail.com', 'site.example'])
  expect(server.questions.toSorted()).toEqual(['gone.org', 'marsad.sa', 'own.org'])
  const addresses = ['salma@MARSAD.sa', 'a@own.org', 'a@gone.org', 'a@googlemail.com', 'a@site.example']
  expect(addresses.map((address) => manners.destinationOf(address))).toEqual([
    'gmail.com',
    'own.org',
    'gone.org',
    'gmail.com',
    'site.example',
  ])
})

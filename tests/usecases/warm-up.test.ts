import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { KeptManners } from '../../src/usecases/create-manners.ts'
import type { Place } from '../../src/usecases/manners.ts'
import { openSchool, type MannersSchool } from './manners-school.ts'
import { accepted, deferred } from './pretended-wire.ts'

const hour = 3_600_000
const day = 24 * hour
const sender = 'new.example'

let school: MannersSchool

beforeAll(async () => {
  school = await openSchool()
})
afterAll(async () => school[Symbol.asyncDispose]())

const founds = async (slug: string, warmUpFrom: string | null): Promise<void> => {
  await school.database.query('delete from newsletter')
  await school.database.query('delete from sender_day')
  await school.database.query(
    `insert into newsletter (slug, name, locale, time_zone, sender_name, sender_address, warm_up_from) values ($1, $1, 'ar', 'UTC', $1, $2, $3)`,
    [slug, `news@${sender}`, warmUpFrom],
  )
}

const time = { now: Date.parse('2026-11-20T06:00:00Z') }

const opens = (workers: number): Promise<KeptManners> =>
  school.opens({ now: 0, clock: { now: () => new Date(time.now) }, elapsed: () => time.now }, { workers })

/** Lets what waits for the database come back. */
const breathe = () => new Promise((resolve) => setTimeout(resolve, 4))

/** What a worker gets when it asks until it is told to come back later than in a second. */
const takes = async (manners: KeptManners): Promise<{ places: Place[]; wait: number }> => {
  const places: Place[] = []
  for (;;) {
    const place = manners.ask('gmail.com', sender)
    if (typeof place !== 'number') places.push(place)
    else if (place > 1000) return { places, wait: place }
    else {
      time.now += Math.min(place, 20)
      await breathe()
    }
  }
}

const usedOn = async (date: string): Promise<number> => {
  const [row] = await school.database.query<{ accepted: number }>('select accepted from sender_day where day = $1', [
    date,
  ])
  return row?.accepted ?? 0
}

test('over three days two workers send 50, 100 and 200, spread over hours, and the rest waits', async () => {
  await founds('three-days', '2026-11-20')
  const crew = await Promise.all([opens(2), opens(2)])
  const sent: number[] = []
  while (time.now < Date.parse('2026-11-23T00:00:00Z') - 60_000) {
    const waits: number[] = []
    for (const manners of crew) {
      const { places, wait } = await takes(manners)
      for (const place of places) place.leave(accepted)
      sent.push(...places.map(() => time.now))
      waits.push(wait)
    }
    expect(Math.min(...waits)).toBeLessThanOrEqual(15 * 60_000)
    time.now += Math.min(...waits)
  }
  const perDay = ['20', '21', '22'].map((date) => {
    const from = Date.parse(`2026-11-${date}T00:00:00Z`)
    return sent.filter((at) => at >= from && at < from + day)
  })
  expect(perDay.map((ofDay) => ofDay.length)).toEqual([50, 100, 200])
  expect([await usedOn('2026-11-20'), await usedOn('2026-11-21'), await usedOn('2026-11-22')]).toEqual([50, 100, 200])
  for (const [index, ofDay] of perDay.entries()) {
    const first = ofDay[0] ?? 0
    expect((ofDay.at(-1) ?? 0) - first).toBeGreaterThan(6 * hour)
    const inFirstHour = ofDay.filter((at) => at < first + hour).length
    expect(inFirstHour).toBeLessThanOrEqual(Math.ceil((50 * 2 ** index) / 6))
  }
  await Promise.all(crew.map((manners) => manners.close()))
})

test('restarts and deaths never let more out than a day allows', async () => {
  await founds('restarts', '2026-11-20')
  time.now = Date.parse('2026-11-20T06:00:00Z')
  let sent = 0
  for (let start = 0; start < 40; start++) {
    const manners = await opens(1)
    for (let turn = 0; turn < 4; turn++) {
      const { places, wait } = await takes(manners)
      for (const place of places) place.leave(accepted)
      sent += places.length
      time.now += Math.min(wait, 4 * 60_000)
    }
    // Every third one dies with what it had set aside.
    if (start % 3 > 0) await manners.close()
  }
  expect(sent).toBeLessThanOrEqual(50)
  expect(sent).toBeGreaterThan(20)
  expect(await usedOn('2026-11-20')).toBeLessThanOrEqual(50)
})

test('only what was accepted, or may have been, is counted', async () => {
  await founds('counted', '2026-11-20')
  time.now = Date.parse('2026-11-20T06:00:00Z')
  const manners = await opens(1)
  const outcomes = [
    accepted,
    deferred('452 4.2.2 full'),
    null,
    { kind: 'uncertain', why: 'no_reply', reply: '', phase: 'after_dot' } as const,
    { kind: 'refused', reason: 'relay', code: 550, reply: '550 5.1.1 gone', phase: 'rcpt' } as const,
  ]
  for (const outcome of outcomes) {
    const { places, wait } = await takes(manners)
    expect(places).toHaveLength(1)
    places[0]?.leave(outcome)
    if (outcome !== null) time.now += wait
  }
  await manners.close()
  expect(await usedOn('2026-11-20')).toBe(2)
})

test('ending the plan, or not having one, lets everything out', async () => {
  await founds('ending', '2026-11-20')
  time.now = Date.parse('2026-11-20T06:00:00Z')
  const manners = await opens(1)
  expect((await takes(manners)).places).toHaveLength(1)
  expect(typeof manners.ask('gmail.com', 'known.example')).toBe('object')
  await school.database.query('update newsletter set warm_up_from = null')
  time.now += 3001
  manners.ask('gmail.com', sender)
  await new Promise((resolve) => setTimeout(resolve, 100))
  for (let turn = 0; turn < 500; turn++) expect(typeof manners.ask('gmail.com', sender)).toBe('object')
  await manners.close()
})

test('a sender that has used its fortnight is warm', async () => {
  await founds('warm', '2026-11-01')
  for (let date = 1; date <= 14; date++)
    await school.database.query('insert into sender_day values ($1, $2, $3)', [
      sender,
      `2026-11-${date}`,
      50 * 2 ** (date - 1),
    ])
  time.now = Date.parse('2026-11-20T06:00:00Z')
  const manners = await opens(1)
  for (let turn = 0; turn < 500; turn++) expect(typeof manners.ask('gmail.com', sender)).toBe('object')
  await manners.close()
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { command, type Printed } from '../support/command.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse

beforeAll(async () => {
  house = await openHouse({ at: '2026-11-22T10:00[UTC]' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const patch = (name: string, body: unknown) => house.api('PATCH', `/api/v1/destinations/${name}`, body)
const list = async (query = '') => (await house.api('GET', `/api/v1/destinations${query}`)).body

const cli = (...words: string[]): Promise<Printed> => command(house, ...words)

test('a domain is paused until it is resumed, or until an instant', async () => {
  const paused = await patch('Mail.Example.ORG', { paused: true })
  expect(paused.status).toBe(200)
  expect(paused.body).toEqual({
    name: 'mail.example.org',
    paused: true,
    pausedUntil: null,
    pausedBy: 'admin',
    ratePerMinute: null,
    concurrency: null,
    learnt: null,
    changedAt: '2026-11-22T10:00:00.000Z',
  })
  const until = '2026-11-22T13:00:00.000Z'
  expect((await patch('mail.example.org', { paused: true, until: '2026-11-22T16:00:00+03:00' })).body).toMatchObject({
    paused: true,
    pausedUntil: until,
  })
  expect((await patch('mail.example.org', { ratePerMinute: 60 })).body).toMatchObject({
    pausedUntil: until,
    ratePerMinute: 60,
  })
  expect((await patch('mail.example.org', { paused: false })).body).toMatchObject({
    paused: false,
    pausedBy: null,
    pausedUntil: null,
    ratePerMinute: 60,
  })
})

test('the well-known domains stand for their group, and a domain in Arabic letters for its ASCII form', async () => {
  expect((await patch('hotmail.com', { concurrency: 3 })).body).toMatchObject({ name: 'outlook.com', concurrency: 3 })
  expect((await patch('live.com', { ratePerMinute: 100 })).body).toMatchObject({ concurrency: 3, ratePerMinute: 100 })
  expect((await patch(encodeURIComponent('مثال.السعودية'), { concurrency: 1 })).body.name).toMatch(/^xn--/)
})

test('what makes no sense is refused in the asker’s language', async () => {
  for (const name of ['localhost', 'a..b', 'x@y.org', '%20', 'a%0Ab.org'])
    expect([name, (await patch(name, { paused: true })).status]).toEqual([name, 400])
  for (const body of [
    { ratePerMinute: 0 },
    { concurrency: 1.5 },
    { paused: 'yes' },
    { until: '2026-11-23T10:00:00Z' },
    { paused: true, until: '2026-11-22T09:59:59Z' },
    { paused: true, until: 'tomorrow' },
    { pause: true },
  ])
    expect([body, (await patch('good.example.org', body)).status]).toEqual([body, 400])
  const answer = await house.api('PATCH', '/api/v1/destinations/localhost', {}, { 'Accept-Language': 'ar' })
  expect(JSON.stringify(answer.body)).toContain('اكتب اسم نطاق بريد')
  expect((await list()).items.map(({ name }: { name: string }) => name)).not.toContain('good.example.org')
})

test('destinations are listed by name, page by page, with what their refusals taught', async () => {
  await house.sql.query(
    `insert into destination (name, learnt_rate, paused_until, reply) values ('aaa.example', 41.7, '2026-11-22T10:05Z', '421 4.7.0 slow down')`,
  )
  const first = await list('?limit=1')
  expect(first).toMatchObject({
    items: [
      {
        name: 'aaa.example',
        paused: true,
        pausedUntil: '2026-11-22T10:05:00.000Z',
        pausedBy: 'refusals',
        learnt: { ratePerMinute: 42, reply: '421 4.7.0 slow down' },
      },
    ],
    next: 'aaa.example',
  })
  const second = await list(`?limit=200&after=${first.next}`)
  expect(second.items.map(({ name }: { name: string }) => name)).not.toContain('aaa.example')
  expect(second.next).toBeNull()
})

test('a destination is forgotten, once', async () => {
  await patch('gone.example', { paused: true })
  expect((await house.api('DELETE', '/api/v1/destinations/gone.example')).status).toBe(204)
  expect((await house.api('DELETE', '/api/v1/destinations/gone.example')).status).toBe(404)
})

test('the command line pauses, limits, lists, resumes and forgets', async () => {
  expect(JSON.parse((await cli('destination:pause', 'gmail.com', '--json')).out)).toMatchObject({
    name: 'gmail.com',
    paused: true,
    pausedBy: 'admin',
  })
  await cli('destination:limit', 'googlemail.com', '--rate', '600', '--concurrency', '5')
  const listed = (await cli('destination:list')).out
  expect(listed).toMatch(
    /^gmail\.com {2}paused by an admin until resumed {2}at most 600 a minute {2}at most 5 at a time$/m,
  )
  expect((await cli('destination:limit', 'gmail.com', '--rate', 'none')).out).toMatch(/^ratePerMinute: null$/m)
  expect((await cli('destination:resume', 'gmail.com')).out).toMatch(/^paused: false$/m)
  await cli('destination:forget', 'gmail.com')
  expect((await list()).items.map(({ name }: { name: string }) => name)).not.toContain('gmail.com')
  expect((await cli('destination:pause', 'nonsense')).error).toContain('Give the name of a mail domain')
  expect((await cli('destination:pause', 'a.example', '--until', 'soon')).error).toContain('Give an instant')
})

test('a newsletter is told from when its sender is warmed up, and answers how far that is', async () => {
  const change = (body: unknown) => house.api('PATCH', '/api/v1/newsletters/marsad', body)
  expect((await change({})).body).toMatchObject({ warmUpFrom: null, warmUp: null })
  expect((await change({ warmUpFrom: '2026-11-20' })).body).toMatchObject({
    warmUpFrom: '2026-11-20',
    warmUp: { day: 1, allowance: 50, used: 0 },
  })
  await house.sql.query(
    `insert into sender_day values ('marsad.example', '2026-11-19', 9), ('marsad.example', '2026-11-20', 50), ('marsad.example', '2026-11-22', 17)`,
  )
  const { items } = (await house.api('GET', '/api/v1/newsletters')).body
  expect(items[0].warmUp).toEqual({ day: 2, allowance: 100, used: 17 })
  expect((await change({ warmUpFrom: '2026-11-23' })).body).toMatchObject({ warmUp: null })
  for (const warmUpFrom of ['2026-13-01', 'today', 5, '2026-11-20T00:00:00Z'])
    expect((await change({ warmUpFrom })).status).toBe(400)
  expect((await change({ warmUpFrom: null })).body).toMatchObject({ warmUpFrom: null, warmUp: null })
})

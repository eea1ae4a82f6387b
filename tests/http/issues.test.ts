import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { readMail, SmtpReply, type Received } from '../support/sink.ts'
import { until } from '../support/wait.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  for (const [n, cadence] of ['daily', 'daily', 'weekly', 'weekly', 'weekly'].entries())
    await house.reader(`reader${n}@example.org`).subscribes({ cadence, lang: n % 2 === 0 ? 'ar' : 'en' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const post = (path: string, body: unknown = {}) => house.api('POST', `/api/v1${path}`, body)
const issue = async (id: string) => (await house.api('GET', `/api/v1/issues/${id}`)).body
/** The digests that tell of a post. */
const digestsOf = async (title: string): Promise<Received[]> => {
  const mails = await Promise.all(house.sink.received.map(readMail))
  return house.sink.received.filter((_, index) => mails[index]?.text?.includes(title))
}
const sumOf = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

test('a dry run tells who would get what, and does nothing', async () => {
  const nothing = await post('/issues', { newsletter: 'marsad', dryRun: true })
  expect([nothing.status, nothing.body]).toEqual([
    200,
    {
      dryRun: true,
      newsletter: 'marsad',
      cadence: null,
      readers: 0,
      nothingNew: 5,
      byCadence: {},
      byLang: {},
      posts: [],
      obstacles: [],
    },
  ])
  const id = await house.publishes('Dry', { lang: 'en' })
  const before = house.sink.received.length
  const { body } = await post('/issues', { newsletter: 'marsad', dryRun: true })
  expect(body).toMatchObject({
    readers: 5,
    nothingNew: 0,
    byCadence: { daily: 2, weekly: 3 },
    byLang: { ar: 3, en: 2 },
    posts: [{ id, title: 'Dry', state: 'ready' }],
  })
  const daily = await post('/issues', { newsletter: 'marsad', cadence: 'daily', dryRun: true })
  expect(daily.body).toMatchObject({ cadence: 'daily', readers: 2, byCadence: { daily: 2 } })
  await house.settles()
  expect(house.sink.received).toHaveLength(before)
  expect((await house.api('GET', '/api/v1/issues')).body.items).toEqual([])
})

test('an issue for one cadence goes to its readers, and the others get the post in theirs', async () => {
  const { status, body } = await post('/issues', { newsletter: 'marsad', cadence: 'daily' })
  expect([status, body.planned, sumOf(body.counts)]).toEqual([202, 2, 2])
  await house.settles()
  expect(await issue(body.id)).toMatchObject({
    state: 'finished',
    cadence: 'daily',
    counts: { accepted: 2 },
    posts: [{ title: 'Dry' }],
    startedAt: '2026-03-03T07:00:00.000Z',
    finishedAt: expect.any(String),
  })
  const rest = await house.sends()
  expect(rest).toMatchObject({ planned: 3, counts: { accepted: 3 } })
  expect((await digestsOf('Dry')).map(({ to }) => to).toSorted()).toEqual(
    [0, 1, 2, 3, 4].map((n) => `reader${n}@example.org`),
  )
})

test('when there is nothing new for anybody, an issue is refused', async () => {
  const { status, body } = await post('/issues', { newsletter: 'marsad' })
  expect([status, body.type]).toEqual([409, `${house.url}/problems/conflict`])
  expect((await house.api('GET', '/api/v1/issues')).body.items).toHaveLength(2)
})

test('a note stands above the posts as the plain text that it is', async () => {
  await house.publishes('Noted')
  await house.sends({ note: 'Hello <script>alert(1)</script> & <b>all</b>\nsecond line' })
  const mails = await house.reader('reader0@example.org').mails()
  const { html = '', text = '' } = mails.at(-1) ?? {}
  expect(text).toContain('Hello <script>alert(1)</script> & <b>all</b>')
  expect(html).toContain('&lt;script&gt;')
  expect(html).not.toMatch(/<script|<b>all/)
})

test('an issue for later waits for its time, holds what is there by then, and goes once', async () => {
  const { status, body } = await post('/issues', { newsletter: 'marsad', at: '2026-03-03T12:30:00+03:00' })
  expect([status, body.state, body.planned, body.dueAt]).toEqual([202, 'scheduled', 0, '2026-03-03T09:30:00.000Z'])
  const cancelled = (await post('/issues', { newsletter: 'marsad', at: '2026-03-03T12:30:00+03:00' })).body
  expect((await post(`/issues/${cancelled.id}/pause`)).status).toBe(409)
  expect((await post(`/issues/${cancelled.id}/cancel`)).body).toMatchObject({ state: 'cancelled' })
  await house.publishes('Later')
  await house.travelsTo('2026-03-03T12:29[Asia/Riyadh]')
  expect((await issue(body.id)).state).toBe('scheduled')
  await house.travelsTo('2026-03-03T12:30[Asia/Riyadh]')
  await house.travelsTo('2026-03-03T12:31[Asia/Riyadh]')
  expect(await issue(body.id)).toMatchObject({
    state: 'finished',
    counts: { accepted: 5 },
    posts: [{ title: 'Later' }],
  })
  expect(await issue(cancelled.id)).toMatchObject({ state: 'cancelled', planned: 0 })
  expect(await digestsOf('Later')).toHaveLength(5)
})

test('a time that is past means now', async () => {
  await house.publishes('Past')
  const { status, body } = await post('/issues', { newsletter: 'marsad', at: '2020-01-01T00:00:00Z' })
  expect([status, body.planned]).toEqual([202, 5])
  await house.settles()
})

test('a pause stops the hand-over, a resume goes on with the same deliveries, and each reader gets one', async () => {
  for (let n = 5; n < 60; n += 1)
    await post('/subscribers', { email: `reader${n}@example.org`, newsletter: 'marsad', state: 'active' })
  await house.publishes('Paused')
  const gate = Promise.withResolvers<void>()
  house.sink.beforeTaking = () => gate.promise
  const { id } = (await post('/issues', { newsletter: 'marsad' })).body
  await until('something is on the wire', async () => (await issue(id)).counts.handing_over > 0)
  const paused = await post(`/issues/${id}/pause`)
  expect([paused.status, paused.body.state]).toEqual([200, 'paused'])
  expect((await post(`/issues/${id}/pause`)).status).toBe(200)
  gate.resolve()
  await until('the wire is empty', async () => (await issue(id)).counts.handing_over === 0)
  const { counts } = await issue(id)
  expect(counts.accepted).toBeGreaterThan(0)
  expect(counts.planned).toBeGreaterThan(0)
  expect(sumOf(counts)).toBe(60)
  const resumed = await post(`/issues/${id}/resume`)
  expect([resumed.status, resumed.body.state]).toEqual([200, 'sending'])
  await house.settles()
  expect(await issue(id)).toMatchObject({ state: 'finished', counts: { accepted: 60 } })
  expect(new Set((await digestsOf('Paused')).map(({ to }) => to)).size).toBe(60)
  expect(await digestsOf('Paused')).toHaveLength(60)
  for (const verb of ['pause', 'resume', 'cancel']) expect((await post(`/issues/${id}/${verb}`)).status).toBe(409)
})

test('a cancel ends it: what is on the wire is finished, nothing else goes, and the counts still add up', async () => {
  await house.publishes('Cancelled')
  const gate = Promise.withResolvers<void>()
  house.sink.beforeTaking = () => gate.promise
  const { id } = (await post('/issues', { newsletter: 'marsad' })).body
  await until('something is on the wire', async () => (await issue(id)).counts.handing_over > 0)
  const cancelled = await post(`/issues/${id}/cancel`)
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled'])
  expect((await post(`/issues/${id}/cancel`)).status).toBe(200)
  gate.resolve()
  await until('it has its end', async () => (await issue(id)).finishedAt !== null)
  const { counts, state } = await issue(id)
  expect([state, counts.accepted + counts.cancelled, counts.planned]).toEqual(['cancelled', 60, 0])
  expect(counts.cancelled).toBeGreaterThan(0)
  expect(await digestsOf('Cancelled')).toHaveLength(counts.accepted)
  for (const verb of ['pause', 'resume']) expect((await post(`/issues/${id}/${verb}`)).status).toBe(409)
})

test('the ledger tells each delivery’s end, with what the relay said', async () => {
  house.sink.beforeTaking = async ({ to }) => {
    if (to === 'reader0@example.org') throw new SmtpReply(550, '5.1.1 no such mailbox')
    if (to === 'reader1@example.org') throw new SmtpReply(451, '4.2.1 try again later')
  }
  await house.publishes('Told')
  const { id, counts } = await house.sends()
  expect(counts).toMatchObject({ accepted: 58, refused: 1, deferred: 1 })
  const deliveries = async (query: string) =>
    (await house.api('GET', `/api/v1/issues/${id}/deliveries?${query}`)).body.items
  expect(await deliveries('state=refused')).toMatchObject([
    { address: 'reader0@example.org', state: 'refused', attempts: 1, reply: expect.stringContaining('550 5.1.1') },
  ])
  expect(await deliveries('state=deferred')).toMatchObject([
    { address: 'reader1@example.org', state: 'deferred', reply: expect.stringContaining('451 4.2.1') },
  ])
  expect(await deliveries('limit=200')).toHaveLength(60)
})

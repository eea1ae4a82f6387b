import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { BounceReport } from '../../src/domain/bounce.ts'
import { recordBounce } from '../../src/usecases/record-bounce.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse

beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

const joins = async (email: string): Promise<string> => {
  const { body } = await house.api('POST', '/api/v1/subscribers', { email, newsletter: 'marsad', state: 'active' })
  return String(body.subscriptions[0].id)
}

const reports = (said: Partial<BounceReport>) =>
  recordBounce(house.house, {
    kind: 'hard',
    road: 'ses',
    about: null,
    status: '5.1.1',
    diagnostic: '550 5.1.1 user unknown',
    eventId: null,
    at: new Date(),
    ...said,
  })

const reasons = async (): Promise<Record<string, string>> => {
  const { body } = await house.api('GET', '/api/v1/suppressions?limit=200')
  return Object.fromEntries(body.items.map(({ email, reason }: Record<string, string>) => [email, reason]))
}

test('a provider’s report names its reader by any spelling of the address', async () => {
  await joins('Layla@example.org')
  expect(await reports({ about: { address: 'LAYLA@EXAMPLE.ORG' } })).toBe('suppressed')
  expect(await reasons()).toMatchObject({ 'Layla@example.org': 'hard_bounce' })
})

test('a report of an address that nobody here has is noted without the address', async () => {
  expect(await reports({ about: { address: 'stranger@example.org' }, diagnostic: '550 stranger@example.org?' })).toBe(
    'noted',
  )
  expect(await reports({ about: { address: 'no address' } })).toBe('noted')
  const { rows } = await house.sql.query(`select diagnostic from bounce where address_hash is null order by id limit 1`)
  expect(rows).toEqual([{ diagnostic: '550 …' }])
  expect(Object.keys(await reasons())).not.toContain('stranger@example.org')
})

test('fifty copies of one event at once count once', async () => {
  const subscriptionId = await joins('once@example.org')
  const said = { about: { issueId: '1', subscriptionId }, eventId: 'event-1', status: '5.2.2', diagnostic: 'full' }
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => reports(said)))
  expect(verdicts.filter((verdict) => verdict !== 'repeated')).toEqual(['counted'])
  const { rows } = await house.sql.query(`select from bounce where event_id = 'event-1'`)
  expect(rows).toHaveLength(1)
})

test('a complaint outweighs a bounce, and no bounce outweighs a complaint', async () => {
  const subscriptionId = await joins('angry@example.org')
  const about = { issueId: '1', subscriptionId }
  expect(await reports({ about })).toBe('suppressed')
  expect(await reports({ about, kind: 'complaint', status: null, diagnostic: '' })).toBe('suppressed')
  expect(await reasons()).toMatchObject({ 'angry@example.org': 'complaint' })
  expect(await reports({ about })).toBe('suppressed')
  expect(await reasons()).toMatchObject({ 'angry@example.org': 'complaint' })
})

test('a hard bounce that speaks of us, or a delay, is only noted, and a single mail has no issue', async () => {
  const subscriptionId = await joins('patient@example.org')
  const about = { issueId: null, subscriptionId }
  expect(await reports({ about, status: '5.7.1', diagnostic: '550 5.7.1 blocked' })).toBe('noted')
  expect(await reports({ about, kind: 'soft', status: '4.4.1', isDelay: true })).toBe('noted')
  expect(await reports({ about, kind: 'soft', status: '5.2.2' })).toBe('counted')
  expect(Object.keys(await reasons())).not.toContain('patient@example.org')
})

test('bounces are listed by page, by kind and by issue', async () => {
  const { body: all } = await house.api('GET', '/api/v1/bounces?limit=200')
  const walked: string[] = []
  for (let after = ''; ;) {
    const { body } = await house.api('GET', `/api/v1/bounces?limit=7${after}`)
    walked.push(...body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  expect(walked).toEqual(all.items.map(({ id }: { id: string }) => id))
  const { body: complaints } = await house.api('GET', '/api/v1/bounces?kind=complaint&issue=1')
  expect(complaints.items).toMatchObject([{ kind: 'complaint', issue: '1', email: 'angry@example.org' }])
  for (const bad of ['kind=loud', 'issue=x', 'after=-1'])
    expect((await house.api('GET', `/api/v1/bounces?${bad}`)).status).toBe(400)
})

test('mail that proves nothing cannot fill the database, while what is proven is still recorded', async () => {
  await house.sql.query(
    `insert into bounce (kind, road, verdict, at) select 'hard', 'dsn', 'noted', now() from generate_series(1, 500)`,
  )
  const count = async () => (await house.sql.query('select count(*)::int as n from bounce')).rows[0].n
  const before = await count()
  expect(await reports({ eventId: 'one too many' })).toBe('noted')
  expect(await count()).toBe(before)
  const subscriptionId = await joins('proven@example.org')
  expect(await reports({ about: { issueId: '1', subscriptionId } })).toBe('suppressed')
})

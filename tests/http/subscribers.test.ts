import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type ApiAnswer, type TestHouse } from '../support/house.ts'
import { eventsOf } from './records.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  await house.founds('slow', { name: 'المتأنية', cadence: 'weekly', cadences: ['weekly'] })
})
afterAll(async () => house[Symbol.asyncDispose]())

const add = (email: string, more: Record<string, unknown> = {}): Promise<ApiAnswer> =>
  house.api('POST', '/api/v1/subscribers', { email, newsletter: 'marsad', state: 'active', ...more })
const patch = (id: string, body: unknown): Promise<ApiAnswer> => house.api('PATCH', `/api/v1/subscribers/${id}`, body)
const found = async (query: string): Promise<string[]> =>
  (await house.api('GET', `/api/v1/subscribers?${query}`)).body.items.map(({ email }: { email: string }) => email)

test('a reader whose consent an admin vouches for is active at once, and twice is the same', async () => {
  const { status, body } = await add('Vouched@Example.org', {
    name: ' سلمى\u202E  علي ',
    cadence: 'weekly',
    lang: 'en',
  })
  expect([status, body]).toEqual([
    201,
    {
      id: expect.any(String),
      email: 'Vouched@example.org',
      name: 'سلمى علي',
      createdAt: '2026-03-03T07:00:00.000Z',
      subscriptions: [
        expect.objectContaining({
          newsletter: 'marsad',
          state: 'active',
          cadence: 'weekly',
          lang: 'en',
          suppressed: false,
        }),
      ],
    },
  ])
  expect((await add('vouched@example.org', { name: 'غيرها' })).body).toEqual(body)
  expect((await house.api('GET', `/api/v1/subscribers/${body.id}`)).body).toEqual(body)
  expect(house.sink.received).toEqual([])
  expect(await eventsOf(house, house.reader('Vouched@example.org'))).toEqual(['imported active'])
})

test('a reader who is only entered is asked by mail', async () => {
  const asked = house.reader('asked@example.org')
  const answer = await add(asked.address, { state: 'pending', lang: 'en' })
  await house.settles()
  expect([answer.status, answer.body]).toEqual([202, { status: 'accepted' }])
  expect(await asked.subjects()).toEqual(['Confirm your subscription to مرصد'])
  await asked.confirms()
  expect(await house.subscriptionOf(asked)).toMatchObject({ state: 'active' })
})

test('nobody is brought back by an admin who left by themselves', async () => {
  const left = house.reader('left@example.org')
  await left.subscribes()
  await fetch(await left.link('unsubscribe'), { method: 'POST' })
  const { status, body } = await add(left.address)
  expect([status, body.detail]).toEqual([409, 'This reader has left. Only they can come back, by signing up again.'])
  expect(await house.subscriptionOf(left)).toMatchObject({ state: 'unsubscribed' })
})

test('readers are found by a part of their address or name, whatever signs are in it', async () => {
  await add('found_one@example.org', { name: 'نور الهدى' })
  await add('foundXone@example.org', { name: '100% Nour' })
  await add('idn@مثال.إختبار')
  expect(await found('q=FOUND_ONE')).toEqual(['found_one@example.org'])
  expect(await found('q=found')).toEqual(['foundXone@example.org', 'found_one@example.org'])
  expect(await found(`q=${encodeURIComponent('الهدى')}`)).toEqual(['found_one@example.org'])
  expect(await found(`q=${encodeURIComponent('100%')}`)).toEqual(['foundXone@example.org'])
  expect(await found(`q=${encodeURIComponent('مثال')}`)).toEqual(['idn@مثال.إختبار'])
  expect(await found('q=xn--mgbh0fb')).toEqual(['idn@مثال.إختبار'])
  expect(await found('q=%25')).toEqual(['foundXone@example.org'])
  expect(await found('q=_')).toEqual(['found_one@example.org'])
  for (const nobody of ["' or 1=1 --", '\\', '%%', '\\%', 'no-such'])
    expect(await found(`q=${encodeURIComponent(nobody)}`)).toEqual([])
  expect(await found('newsletter=slow')).toEqual([])
  expect((await found('state=unsubscribed')).length).toBe(1)
})

test('a name, a cadence and an end may be set, each written down once', async () => {
  const nour = house.reader('patched@example.org')
  const { id } = (await add(nour.address)).body
  expect((await patch(id, { name: 'نور' })).body).toMatchObject({ name: 'نور' })
  expect((await patch(id, { newsletter: 'marsad', cadence: 'weekly' })).body.subscriptions).toMatchObject([
    { cadence: 'weekly' },
  ])
  expect((await patch(id, { newsletter: 'marsad', cadence: null })).body.subscriptions).toMatchObject([
    { cadence: null },
  ])
  expect((await patch(id, { newsletter: 'marsad', cadence: null })).status).toBe(200)
  expect((await patch(id, {})).body).toMatchObject({ name: 'نور' })
  for (const _ of [1, 2])
    expect((await patch(id, { newsletter: 'marsad', state: 'unsubscribed' })).body.subscriptions).toMatchObject([
      { state: 'unsubscribed' },
    ])
  expect(await eventsOf(house, nour)).toEqual([
    'imported active',
    'preferences_changed active',
    'preferences_changed active',
    'unsubscribed unsubscribed',
  ])
})

test('what cannot be set is refused, and nothing else of the same request is done', async () => {
  const { id } = (await add('refused@example.org', { name: 'قبل', newsletter: 'slow' })).body
  for (const [body, status] of [
    [{ cadence: 'weekly' }, 400],
    [{ state: 'unsubscribed' }, 400],
    [{ name: 'بعد', newsletter: 'slow', cadence: 'instantly' }, 400],
    [{ name: 'بعد', newsletter: 'nowhere', cadence: 'weekly' }, 400],
    [{ name: 'بعد', newsletter: 'marsad', cadence: 'weekly' }, 404],
    [{ newsletter: 'slow', state: 'active' }, 400],
    [{ email: 'other@example.org' }, 400],
    [{ id: '1' }, 400],
    [{ subscriptions: [] }, 400],
  ] as const)
    expect([body, (await patch(id, body)).status]).toEqual([body, status])
  expect((await house.api('GET', `/api/v1/subscribers/${id}`)).body).toMatchObject({
    name: 'قبل',
    email: 'refused@example.org',
    subscriptions: [{ state: 'active', cadence: null }],
  })
})

test('an erased reader is gone from every table, and is not mailed again by any road', async () => {
  const reader = house.reader('planted-victim@example.org')
  await reader.subscribes()
  await house.api('POST', '/api/v1/suppressions', { email: reader.address, note: `wrote to us from ${reader.address}` })
  await house.api('DELETE', `/api/v1/suppressions/${(await house.api('GET', '/api/v1/suppressions')).body.items[0].id}`)
  house.sink.beforeTaking = async ({ to }) => {
    if (to === reader.address) throw Object.assign(new Error(`5.7.1 <${to}> is not wanted`), { responseCode: 550 })
  }
  await house.publishes('مقال قبل المحو')
  await house.sends()
  await house.api('POST', '/api/v1/suppressions', { email: reader.address, note: `bounced: ${reader.address}` })
  const { items } = (await house.api('GET', '/api/v1/subscribers?q=planted-victim')).body
  const { id } = items[0]
  await patch(id, { name: 'اسم مزروع' })

  expect((await house.api('DELETE', `/api/v1/subscribers/${id}`)).status).toBe(204)
  for (const path of ['', '/consent'])
    expect((await house.api('GET', `/api/v1/subscribers/${id}${path}`)).status).toBe(404)
  expect((await house.api('DELETE', `/api/v1/subscribers/${id}`)).status).toBe(404)
  expect(await tablesHolding(['planted-victim', 'اسم مزروع'])).toEqual([])

  const [suppression] = (await house.api('GET', '/api/v1/suppressions')).body.items
  expect(suppression).toMatchObject({ email: null })
  const before = house.sink.received.length
  await reader.signsUp()
  expect((await add(reader.address)).status).toBe(409)
  expect(house.sink.received).toHaveLength(before)
  expect(await tablesHolding(['planted-victim'])).toEqual([])
})

/** The tables of every schema in which any row holds any of these texts. */
const tablesHolding = async (texts: readonly string[]): Promise<string[]> => {
  const { rows } = await house.sql.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema in ('public', 'bullmq')`,
  )
  expect(rows.length).toBeGreaterThan(20)
  const holding = []
  for (const { name } of rows) {
    const hits = await house.sql.query(`select from ${name} t where t::text like any($1)`, [
      texts.map((text) => `%${text}%`),
    ])
    if (hits.rows.length > 0) holding.push(name)
  }
  return holding
}

test('a suppressed address gets nothing, its first reason stays, and lifting it lets mail through again', async () => {
  const reader = house.reader('suppressed@example.org')
  await reader.subscribes()
  const before = (await reader.subjects()).length
  const suppress = (reason: string) =>
    house.api('POST', '/api/v1/suppressions', { email: ' SUPPRESSED@Example.org ', reason })
  const first = await suppress('complaint')
  expect([first.status, first.body]).toMatchObject([201, { email: expect.any(String), reason: 'complaint' }])
  expect((await suppress('manual')).body).toMatchObject({ id: first.body.id, reason: 'complaint' })
  await house.publishes('مقال لغيره')
  await house.sends()
  await house.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  await reader.signsUp()
  expect(await reader.subjects()).toHaveLength(before)
  expect((await house.api('DELETE', `/api/v1/suppressions/${first.body.id}`)).status).toBe(204)
  expect((await house.api('DELETE', `/api/v1/suppressions/${first.body.id}`)).status).toBe(404)
  await reader.signsUp()
  expect((await reader.subjects()).length).toBe(before + 1)
})

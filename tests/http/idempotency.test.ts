import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { json, knock, withKey, type Answer } from './knock.ts'
import { expectProblem } from './problem.ts'

let house: TestHouse
const otherKey = 'another-key-for-everything'
beforeAll(async () => {
  house = await openHouse()
  await house.reader('salma@example.org').subscribes()
  await house.house.store.apiKeys.put(otherKey, { name: 'other', scopes: ['*'] })
})
afterAll(async () => house[Symbol.asyncDispose]())

const post = (path: string, key: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  knock(house, 'POST', `/api/v1${path}`, {
    headers: { ...json, ...withKey, 'Idempotency-Key': key, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const newsletter = (slug: string) => ({ slug, name: 'نشرة', sender: { name: 'نشرة', address: 'news@marsad.example' } })
const slugsThatBegin = async (start: string): Promise<string[]> =>
  (await house.api('GET', '/api/v1/newsletters')).body.items
    .map(({ slug }: { slug: string }) => slug)
    .filter((slug: string) => slug.startsWith(start))
const same = (one: Answer, other: Answer): void =>
  expect([other.status, other.headers['content-type'], other.text]).toEqual([
    one.status,
    one.headers['content-type'],
    one.text,
  ])

test('the same request under the same key is answered once more, byte for byte, and done once', async () => {
  const first = await post('/newsletters', 'found', newsletter('once'))
  expect(first.status).toBe(201)
  for (const _ of [1, 2, 3]) same(first, await post('/newsletters', 'found', newsletter('once')))
  expect(await slugsThatBegin('once')).toEqual(['once'])
})

test('another request under the same key is refused, and done not at all', async () => {
  await post('/newsletters', 'mixed', newsletter('mixed-a'))
  await expectProblem(house, await post('/newsletters', 'mixed', newsletter('mixed-b')), 422, 'idempotency-mismatch')
  await expectProblem(house, await post('/suppressions', 'mixed', newsletter('mixed-a')), 422, 'idempotency-mismatch')
  expect(await slugsThatBegin('mixed')).toEqual(['mixed-a'])
})

test('keys of one caller mean nothing to another', async () => {
  expect((await post('/newsletters', 'shared', newsletter('shared-a'))).status).toBe(201)
  const other = await post('/newsletters', 'shared', newsletter('shared-b'), { Authorization: `Bearer ${otherKey}` })
  expect(other.status).toBe(201)
})

test('a refusal is repeated too, even where it would now be granted', async () => {
  const wish = { newsletter: 'marsad' }
  const refused = await post('/issues', 'early', wish)
  await expectProblem(house, refused, 409, 'conflict')
  const malformed = await post('/newsletters', 'half', { slug: 'half' })
  await expectProblem(house, malformed, 400, 'invalid')
  await house.publishes('مقال')
  same(refused, await post('/issues', 'early', wish))
  same(malformed, await post('/newsletters', 'half', { slug: 'half' }))
  const odd = { slug: 'odd', '\u0000\ud800': 1 }
  const unkept = await post('/newsletters', 'odd', odd)
  expect(unkept.status).toBe(400)
  same(unkept, await post('/newsletters', 'odd', odd))
  const granted = await post('/issues', 'later', wish)
  expect(granted.status).toBe(202)
  same(granted, await post('/issues', 'later', wish))
})

test('twenty at once have one effect, and each of them is told of it or to ask again', async () => {
  await house.settles()
  await house.publishes('مقال آخر')
  const before = (await house.api('GET', '/api/v1/issues')).body.items.length
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post('/issues', 'burst', { newsletter: 'marsad' })),
  )
  const accepted = answers.filter(({ status }) => status === 202)
  expect(accepted.length).toBeGreaterThan(0)
  for (const answer of accepted) same(accepted[0] as Answer, answer)
  for (const answer of answers.filter(({ status }) => status !== 202))
    await expectProblem(house, answer, 409, 'conflict')
  await house.settles()
  expect((await house.api('GET', '/api/v1/issues')).body.items).toHaveLength(before + 1)
  expect(house.sink.received.filter(({ to }) => to === 'salma@example.org')).toHaveLength(3)
})

test('a key is a line of 1 to 255 characters, and only a POST has one', async () => {
  for (const key of ['', 'x'.repeat(256)]) {
    const problem = await expectProblem(house, await post('/newsletters', key, newsletter('long')), 400, 'invalid')
    expect(problem['errors']).toEqual([{ path: 'Idempotency-Key', message: 'Give 1 to 255 characters.' }])
  }
  expect((await post('/newsletters', 'x'.repeat(255), newsletter('long'))).status).toBe(201)
  const list = await knock(house, 'GET', '/api/v1/newsletters', { headers: { ...withKey, 'Idempotency-Key': 'found' } })
  expect(list.status).toBe(200)
})

test('a text that no database keeps as JSON is answered twice alike', async () => {
  const suppression = { email: 'odd@example.org', note: 'نصف حرف \ud83d هنا' }
  const first = await post('/suppressions', 'surrogate', JSON.stringify(suppression))
  expect(first.status).toBe(201)
  same(first, await post('/suppressions', 'surrogate', JSON.stringify(suppression)))
})

test('answers are kept for a day', async () => {
  const first = await post('/newsletters', 'aged', newsletter('aged'))
  await house.sql.query(`update idempotent_answer set created_at = now() - interval '25 hours' where key = 'aged'`)
  expect([first.status, (await post('/newsletters', 'aged', newsletter('aged'))).status]).toEqual([201, 409])
})

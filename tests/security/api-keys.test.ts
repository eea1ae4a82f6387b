import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { json, knock } from '../http/knock.ts'
import { expectProblem } from '../http/problem.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
  for (const scope of scopes) {
    await house.house.store.apiKeys.put(only(scope), { name: scope, scopes: [scope] })
    const others = scopes.filter((other) => other !== scope)
    await house.house.store.apiKeys.put(allBut(scope), { name: `all but ${scope}`, scopes: others })
  }
})
afterAll(async () => house[Symbol.asyncDispose]())

const only = (scope: string): string => `the-only-scope-of-this-key-is-${scope}`
const allBut = (scope: string): string => `this-key-may-do-all-but-${scope}`

/** Every route of the admin API and the scope that it takes. */
const routes = `
  GET    /newsletters               newsletters:read
  POST   /newsletters               newsletters:write
  PATCH  /newsletters/{id}          newsletters:write
  GET    /sources                   sources:read
  POST   /sources                   sources:write
  POST   /sources/{id}/sync         sources:write
  GET    /posts                     posts:read
  POST   /posts                     posts:write
  PATCH  /posts/{id}                posts:write
  GET    /issues                    issues:read
  POST   /issues                    issues:send
  GET    /issues/{id}               issues:read
  GET    /issues/{id}/deliveries    issues:read
  POST   /issues/{id}/pause         issues:send
  POST   /issues/{id}/resume        issues:send
  POST   /issues/{id}/cancel        issues:send
  POST   /issues/{id}/send-uncertain issues:send
  GET    /alarms                    alarms:read
  POST   /alarms/{id}/settle        alarms:write
  GET    /subscribers               subscribers:read
  POST   /subscribers               subscribers:write
  GET    /subscribers/{id}          subscribers:read
  PATCH  /subscribers/{id}          subscribers:write
  DELETE /subscribers/{id}          subscribers:write
  GET    /subscribers/{id}/consent  subscribers:read
  GET    /suppressions              suppressions:read
  GET    /bounces                   suppressions:read
  POST   /suppressions              suppressions:write
  DELETE /suppressions/{id}         suppressions:write
  GET    /destinations              destinations:read
  PATCH  /destinations/{id}         destinations:write
  DELETE /destinations/{id}         destinations:write
  GET    /dkim-keys                 senders:read
  POST   /dkim-keys                 senders:write
  GET    /dkim-keys/{id}/dns        senders:read
  POST   /dkim-keys/{id}/sign       senders:write
  POST   /dkim-keys/{id}/retire     senders:write
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as [method: string, path: string, scope: string])
const scopes = [...new Set(routes.map(([, , scope]) => scope))]

const ask = (method: string, path: string, authorization?: string) =>
  knock(house, method, `/api/v1${path.replace('{id}', '0')}`, {
    headers: { ...json, ...(authorization === undefined ? {} : { Authorization: authorization }) },
    ...(method === 'POST' || method === 'PATCH' ? { body: '{}' } : {}),
  })

test('the document lists exactly these routes, with these scopes', async () => {
  const { body } = await house.api('GET', '/api/openapi.json')
  const listed = Object.entries(
    body.paths as Record<string, Record<string, { security?: { key: string[] }[] }>>,
  ).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => [
      method.toUpperCase(),
      path.replace('/api/v1', ''),
      security?.[0]?.key[0] ?? 'nobody asks',
    ]),
  )
  expect(listed.toSorted()).toEqual([...routes, ['POST', '/subscriptions', 'nobody asks']].toSorted())
})

test('without a key, with a wrong one, and with one in the wrong place, nothing is said', async () => {
  for (const [method, path] of routes)
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong-key-wrong-key-wrong-key',
      `Basic ${Buffer.from(`x:${only('posts:read')}`).toString('base64')}`,
      only('posts:read'),
      `Bearer ${only('posts:read')}x`,
      `Bearer ${only('posts:read').toUpperCase()}`,
      `Bearer ${only('posts:read')} ${only('posts:write')}`,
    ]) {
      const answer = await ask(method, path, authorization)
      expect([method, path, authorization, answer.status]).toEqual([method, path, authorization, 401])
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="Nashra"')
    }
  await expectProblem(house, await ask('GET', '/posts'), 401, 'unauthorized')
  expect((await knock(house, 'GET', `/api/v1/posts?key=${only('posts:read')}`)).status).toBe(401)
})

test('a key opens what its scope says and nothing else, in every cell', async () => {
  for (const [method, path, scope] of routes) {
    const refused = await ask(method, path, `Bearer ${allBut(scope)}`)
    expect([method, path, refused.status]).toEqual([method, path, 403])
    const allowed = await ask(method, path, `Bearer ${only(scope)}`)
    expect([method, path, [200, 400, 404].includes(allowed.status)]).toEqual([method, path, true])
    for (const other of scopes.filter((candidate) => candidate !== scope))
      expect([method, path, other, (await ask(method, path, `Bearer ${only(other)}`)).status]).toEqual([
        method,
        path,
        other,
        403,
      ])
  }
  await expectProblem(house, await ask('POST', '/issues', `Bearer ${only('posts:write')}`), 403, 'forbidden')
})

test('a key without the scope learns nothing of the body it sent, nor whether a row exists', async () => {
  const key = { Authorization: `Bearer ${only('posts:read')}`, ...json }
  const malformed = await knock(house, 'POST', '/api/v1/posts', { headers: key, body: '{' })
  expect(malformed.status).toBe(403)
  const there = await knock(house, 'PATCH', '/api/v1/newsletters/marsad', { headers: key, body: '{}' })
  const nowhere = await knock(house, 'PATCH', '/api/v1/newsletters/nowhere', { headers: key, body: '{}' })
  expect([there.status, there.text]).toEqual([nowhere.status, nowhere.text])
})

test('keys are kept as hashes, and when they were last used is known', async () => {
  await ask('GET', '/posts', `Bearer ${only('posts:read')}`)
  const { rows } = await house.sql.query<{ whole: string; name: string; used: boolean }>(
    'select api_key::text as whole, name, last_used_at is not null as used from api_key',
  )
  for (const { whole } of rows) expect(whole).not.toMatch(/the-only-scope|this-key-may|a-key-for-the-tests/)
  expect(rows.find(({ name }) => name === 'posts:read')?.used).toBe(true)
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { problemKinds } from '../../src/i18n/problems.ts'
import { openHouse, type TestHouse } from '../support/house.ts'
import { asAdmin } from '../support/postgres.ts'
import { until } from '../support/wait.ts'
import { browser, form, json, knock, withKey } from './knock.ts'
import { expectProblem, expectProblemPage } from './problem.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

test('each kind of problem has a page that says what it means and what to do, in both languages', async () => {
  for (const kind of problemKinds)
    for (const lang of ['ar', 'en']) {
      const page = await knock(house, 'GET', `/problems/${kind}`, { headers: browser(lang) })
      expect([kind, page.status, page.text.includes(`<html lang="${lang}"`)]).toEqual([kind, 200, true])
      expect(page.text).toContain(`<code dir="ltr">${kind}</code>`)
      expect(page.text.match(/<h2>/g)).toHaveLength(2)
    }
})

test('odd headers trouble nobody', async () => {
  for (const headers of [
    { 'Accept-Language': ';;;q=x,,*;q=' },
    { 'Accept-Language': 'x'.repeat(5000) },
    { 'Accept-Language': 'ar-u-nu-arab-x-private, en;q=0' },
    { Accept: ';;;' },
    { Accept: 'text/html;q=abc, application/json;q=-1' },
    { Cookie: '=; ==; a; session; session=; =session; %E0%A4%A=%E0' },
    { Referer: 'not a url' },
    { 'User-Agent': '\u00ff\u0080' },
    { Range: 'bytes=0-0', 'If-None-Match': '*', 'If-Modified-Since': 'never' },
    { Host: '' },
  ])
    for (const path of ['/', '/n/marsad', '/subscribe/sent', '/admin/sign-in', '/api/docs', '/livez']) {
      const { status } = await knock(house, 'GET', path, { headers })
      expect([headers, path, [200, 206, 304].includes(status)]).toEqual([headers, path, true])
    }
})

test('five thousand parameters in a query are as good as none', async () => {
  const query = Array.from({ length: 2500 }, (_, n) => `p${n}=1`).join('&')
  for (const path of ['/n/marsad', '/api/docs'])
    expect((await knock(house, 'GET', `${path}?${query}`)).status).toBeLessThan(432)
})

test('a monitor is told that the program lives, and whether it can work', async () => {
  for (const path of ['/livez', '/readyz']) {
    const { status, text } = await knock(house, 'GET', path)
    expect([path, status, JSON.parse(text)]).toEqual([path, 200, { status: 'ok' }])
  }
})

test('while the database is away every door says so at once, and afterwards all is well', async () => {
  const name = new URL(
    (await house.sql.query<{ url: string }>(`select 'x://x/' || current_database() as url`)).rows[0]?.url ?? '',
  ).pathname.slice(1)
  const { rows } = await house.sql.query<{ pid: number }>('select pg_backend_pid() as pid')
  await asAdmin(async (superuser) => {
    await superuser.query(`alter database ${name} connection limit 0`)
    await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> $2', [
      name,
      rows[0]?.pid,
    ])
  })
  try {
    await until('the loss is noticed', async () => (await knock(house, 'GET', '/readyz')).status === 503)
    expect((await knock(house, 'GET', '/livez')).status).toBe(200)
    const start = performance.now()
    const api = await knock(house, 'GET', '/api/v1/posts', { headers: withKey })
    await expectProblem(house, api, 503, 'unavailable')
    expect(api.headers['retry-after']).toBe('10')
    const signup = { email: 'salma@example.org', newsletter: 'marsad' }
    const byJson = await knock(house, 'POST', '/api/v1/subscriptions', { headers: json, body: JSON.stringify(signup) })
    await expectProblem(house, byJson, 503, 'unavailable')
    for (const lang of ['ar', 'en']) {
      expectProblemPage(await knock(house, 'GET', '/n/marsad', { headers: browser(lang) }), 503, lang)
      const body = new URLSearchParams(signup).toString()
      expectProblemPage(
        await knock(house, 'POST', '/subscribe', { headers: { ...form, ...browser(lang) }, body }),
        503,
        lang,
      )
      expectProblemPage(
        await knock(house, 'GET', '/admin', { headers: { ...browser(lang), Cookie: 'session=x' } }),
        503,
        lang,
      )
    }
    expect(performance.now() - start).toBeLessThan(10_000)
  } finally {
    await asAdmin((superuser) => superuser.query(`alter database ${name} connection limit -1`))
  }
  await until('it can work again', async () => (await knock(house, 'GET', '/readyz')).status === 200)
  const salma = house.reader('salma@example.org')
  await salma.subscribes()
  expect(await house.subscriptionOf(salma)).toMatchObject({ state: 'active' })
})

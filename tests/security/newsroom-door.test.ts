import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { admin, openBrowser, withAdmin } from '../http/browser.ts'
import { browser, form, knock } from '../http/knock.ts'
import { formTo } from '../http/page.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]', settings: withAdmin })
})
afterAll(async () => house[Symbol.asyncDispose]())

const forgetTries = () => house.sql.query('delete from rate_limit')

test('the right password opens the newsroom, and the cookie is one that scripts cannot read', async () => {
  const desk = openBrowser(house)
  expect((await desk.get('/admin')).headers.location).toBe('/admin/sign-in')
  const answer = await desk.signsIn(' Admin@Example.org ', admin.password)
  expect([answer.status, answer.headers.location]).toEqual([303, '/admin?lang=en'])
  const session = (answer.headers['set-cookie'] ?? []).find((line) => line.startsWith('session='))
  expect(session).toMatch(/^session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  expect((await desk.get('/admin')).status).toBe(200)
})

test('a wrong password and an unknown address get the same answer', async () => {
  await forgetTries()
  const desk = openBrowser(house)
  const wrong = await desk.signsIn(admin.email, 'close sesame, please')
  const unknown = await desk.signsIn('nobody@example.org', admin.password)
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(wrong.text.replaceAll(admin.email, '…')).toBe(unknown.text.replaceAll('nobody@example.org', '…'))
  expect(desk.cookies.has('session')).toBe(false)
  for (const password of ['', '\0', 'x'.repeat(10_000), `${admin.password} `])
    expect((await openBrowser(house).signsIn(`x${password.length}@example.org`, password)).status).toBe(401)
  for (const email of ['', '\0', `${admin.email}\0`, "' or 1=1 --", 'x'.repeat(5000)])
    expect([email.slice(0, 20), (await openBrowser(house).signsIn(email, 'wrong')).status]).toEqual([
      email.slice(0, 20),
      401,
    ])
})

test('the sixth try for an address has to wait, even with the right password, and nobody else does', async () => {
  await forgetTries()
  const desk = openBrowser(house)
  for (let n = 0; n < 5; n += 1) expect((await desk.signsIn(admin.email.toUpperCase(), `guess ${n}`)).status).toBe(401)
  const sixth = await desk.signsIn(admin.email, admin.password)
  expect([sixth.status, Number(sixth.headers['retry-after'])]).toEqual([429, expect.any(Number)])
  expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(800)
  expect(sixth.text).toContain('<html lang="en"')
  expect((await desk.signsIn('another@example.org', 'x')).status).toBe(401)
  await forgetTries()
  expect((await desk.signsIn(admin.email, admin.password)).status).toBe(303)
})

test('of a hundred guesses at once, five reach the password at the most', async () => {
  await forgetTries()
  const desk = openBrowser(house)
  const door = formTo((await desk.get('/admin/sign-in')).text, '/admin/sign-in')
  const guesses = await Promise.all(
    Array.from({ length: 100 }, (_, n) => desk.press(door, { email: admin.email, password: `guess ${n}` })),
  )
  const statuses = guesses.map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5)
})

test('the form at the door is only good from the door', async () => {
  await forgetTries()
  const desk = openBrowser(house)
  const door = formTo((await desk.get('/admin/sign-in')).text, '/admin/sign-in')
  const right = { email: admin.email, password: admin.password }
  for (const headers of [
    { Cookie: '' },
    { Cookie: 'door=another' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'null' },
  ])
    expect([headers, (await desk.press(door, right, headers)).status]).toEqual([headers, 403])
  const bare = (headers: Record<string, string>) =>
    knock(house, 'POST', '/admin/sign-in', {
      headers: { ...form, Cookie: `door=${desk.cookies.get('door')}`, ...headers },
      body: new URLSearchParams({ ...door.fields, ...right }).toString(),
    })
  expect((await bare({ Origin: 'https://evil.example' })).status).toBe(403)
  expect((await bare({ Origin: 'null' })).status).toBe(403)
  expect((await desk.press({ ...door, fields: { ...door.fields, csrf: 'x' } }, right)).status).toBe(403)
  desk.cookies.set('door', door.fields['csrf'] ?? '')
  expect((await desk.press(door, right)).status).toBe(303)
})

test('signing in gives a session of its own, signing out ends it, and two weeks do so too', async () => {
  await forgetTries()
  const desk = openBrowser(house)
  desk.cookies.set('session', 'chosen-by-somebody-else')
  await desk.signsIn(admin.email, admin.password)
  const first = desk.cookies.get('session') ?? ''
  expect(first).not.toBe('chosen-by-somebody-else')
  const page = await desk.get('/admin')
  expect((await desk.press(formTo(page.text, '/admin/sign-out'))).headers.location).toBe('/admin/sign-in')
  expect(desk.cookies.has('session')).toBe(false)
  expect((await desk.get('/admin', { Cookie: `session=${first}` })).status).toBe(303)

  await desk.signsIn(admin.email, admin.password)
  await house.travelsTo('2026-03-17T09:59[Asia/Riyadh]')
  expect((await desk.get('/admin')).status).toBe(200)
  await house.travelsTo('2026-03-17T10:01[Asia/Riyadh]')
  expect((await desk.get('/admin')).status).toBe(303)
})

test('the database holds no cookie that would open the newsroom', async () => {
  const desk = openBrowser(house)
  await forgetTries()
  await desk.signsIn(admin.email, admin.password)
  const cookie = desk.cookies.get('session') ?? ''
  const { rows } = await house.sql.query<{ whole: string }>('select session::text as whole from session')
  expect(rows.length).toBeGreaterThan(0)
  for (const { whole } of rows) expect(whole).not.toContain(cookie)
  const { rows: users } = await house.sql.query<{ whole: string }>('select u::text as whole from "user" u')
  for (const { whole } of users) expect(whole).not.toContain('sesame')
})

test('every form of the newsroom is refused in six forged ways, and none of them has an effect', async () => {
  await forgetTries()
  await house.reader('salma@example.org').subscribes()
  const id = await house.publishes('مقال')
  const source = (
    await house.api('POST', '/api/v1/sources', { kind: 'feed', url: 'http://127.0.0.1:9/', newsletter: 'marsad' })
  ).body.id
  const later = (await house.api('POST', '/api/v1/issues', { newsletter: 'marsad', at: '2030-01-01T00:00:00Z' })).body
    .id
  const [mine, yours] = [openBrowser(house), openBrowser(house)]
  await mine.signsIn(admin.email, admin.password)
  await yours.signsIn(admin.email, admin.password)
  const csrf = formTo((await mine.get('/admin')).text, '/admin/sign-out').fields['csrf'] ?? ''
  const foreign = formTo((await yours.get('/admin')).text, '/admin/sign-out').fields['csrf'] ?? ''
  expect(csrf).not.toBe(foreign)
  const known = async () => [
    (await house.api('GET', '/api/v1/posts')).body,
    (await house.api('GET', '/api/v1/issues')).body,
    (await house.api('GET', '/api/v1/sources')).body,
    house.sink.received.length,
    (await house.sql.query('select count(*) from session')).rows,
  ]
  const before = await known()
  for (const action of [
    '/admin/n/marsad/preview',
    '/admin/n/marsad/test',
    '/admin/n/marsad/send',
    `/admin/posts/${id}/hold`,
    `/admin/posts/${id}/release`,
    `/admin/posts/${id}/never`,
    `/admin/sources/${source}/sync`,
    `/admin/issues/${later}/pause`,
    `/admin/issues/${later}/resume`,
    `/admin/issues/${later}/cancel`,
    '/admin/sign-out',
  ]) {
    const press = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      mine.press({ action, fields: { ...fields } }, {}, headers)
    const forged = {
      'without a session': await press({ csrf }, { Cookie: '' }),
      'without its token': await press({}),
      'with another session’s token': await press({ csrf: foreign }),
      'from another site': await press({ csrf }, { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }),
      'from a neighbour': await press({ csrf }, { 'Sec-Fetch-Site': 'same-site', Origin: 'http://127.0.0.1:1' }),
      'from an old browser on another site': await knock(house, 'POST', action, {
        headers: { ...form, Cookie: `session=${mine.cookies.get('session')}`, Origin: 'https://evil.example' },
        body: new URLSearchParams({ csrf }).toString(),
      }),
      'as JSON': await knock(house, 'POST', action, {
        headers: { 'Content-Type': 'text/plain', Cookie: `session=${mine.cookies.get('session')}` },
        body: JSON.stringify({ csrf }),
      }),
    }
    for (const [how, { status }] of Object.entries(forged))
      expect([action, how, status]).toEqual([action, how, how === 'without a session' ? 401 : 403])
    if (action !== '/admin/n/marsad/preview')
      expect([action, (await mine.get(`${action}?csrf=${csrf}`)).status]).toEqual([action, 404])
  }
  expect(await known()).toEqual(before)
})

test('behind https, cookies are bound to this host and never sent in the clear', async () => {
  await using secure = await openHouse({ settings: { ...withAdmin, BASE_URL: 'https://news.example' } })
  const page = await knock(secure, 'GET', '/admin/sign-in', { headers: browser('en') })
  const [door = ''] = page.headers['set-cookie'] ?? []
  expect(door).toMatch(/^__Host-door=[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/)
  const answer = await knock(secure, 'POST', '/admin/sign-in', {
    headers: { ...form, Cookie: door.split(';')[0] ?? '', Origin: 'https://news.example' },
    body: new URLSearchParams({ ...formTo(page.text, '/admin/sign-in').fields, ...admin }).toString(),
  })
  const [session = ''] = answer.headers['set-cookie'] ?? []
  expect([answer.status, session]).toEqual([
    303,
    expect.stringMatching(/^__Host-session=.*; HttpOnly; Secure; SameSite=Lax$/),
  ])
})

test('a server without an admin prints a link that makes the first one, once', async () => {
  await using fresh = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const link = new URL(fresh.service.entrance ?? '').pathname
  expect((await openBrowser(fresh).signsIn(admin.email, admin.password)).status).toBe(401)
  const first = openBrowser(fresh)
  for (const method of ['GET', 'HEAD', 'GET']) expect((await knock(fresh, method, link)).status).toBe(200)
  const page = await first.get(link)
  expect(page.text).not.toContain('data-auto-submit')
  const setup = formTo(page.text, '/admin/setup')
  const short = await first.press(setup, { email: 'nobody', password: 'too short' })
  expect([short.status, short.text.match(/class="fault"/g)?.length]).toEqual([400, 2])
  expect((await first.press(setup, admin, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  expect((await first.press({ ...setup, fields: { ...setup.fields, csrf: 'x' } }, admin)).status).toBe(404)
  const [made, ...others] = await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      first.press(setup, n === 0 ? admin : { ...admin, email: `admin${n}@example.org` }),
    ),
  )
  const statuses = [made, ...others].map((answer) => answer?.status)
  expect(statuses.toSorted()).toEqual([303, 410, 410, 410, 410])
  expect((await fresh.sql.query('select from "user"')).rows).toHaveLength(1)
  expect((await first.get('/admin')).status).toBe(200)
  expect((await openBrowser(fresh).get(link)).status).toBe(410)
  await fresh.restarts({})
  expect(fresh.service.entrance).toBeNull()
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { browser, knock } from './knock.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const post = (path: string, body: unknown) => house.api('POST', `/api/v1${path}`, body)
const patch = (path: string, body: unknown) => house.api('PATCH', `/api/v1${path}`, body)
const least = { slug: 'least', name: 'أقل ما يكون', sender: { name: 'أقل', address: 'News@Least.example' } }

test('a newsletter needs a slug, a name and a sender; the rest is set sensibly', async () => {
  const { status, body } = await post('/newsletters', least)
  expect([status, body]).toMatchObject([
    201,
    {
      slug: 'least',
      name: 'أقل ما يكون',
      locale: 'ar',
      digits: 'latn',
      timeZone: 'UTC',
      cadence: 'daily',
      cadences: ['instantly', 'daily', 'weekly'],
      hour: 8,
      weekday: 7,
      settleMinutes: 15,
      sender: { name: 'أقل', address: 'News@least.example' },
      replyTo: null,
    },
  ])
  const english = await post('/newsletters', { ...least, slug: 'english', locale: 'en' })
  expect(english.body.weekday).toBe(1)
  const { items } = (await house.api('GET', '/api/v1/newsletters')).body
  expect(items.find(({ slug }: { slug: string }) => slug === 'least')).toEqual(body)
})

test('a slug belongs to one newsletter', async () => {
  const { status, body } = await post('/newsletters', { ...least, slug: 'marsad' })
  expect([status, body.detail]).toEqual([409, 'Another newsletter has this slug. Choose a different one.'])
  expect((await patch('/newsletters/least', { slug: 'marsad' })).status).toBe(409)
})

test('a newsletter is changed by its id or its slug, in what is said and nothing else', async () => {
  const { body: founded } = await post('/newsletters', { ...least, slug: 'changing', replyTo: 'reply@least.example' })
  const renamed = await patch(`/newsletters/${founded.id}`, { name: 'اسم جديد', hour: 20 })
  expect([renamed.status, renamed.body]).toEqual([200, { ...founded, name: 'اسم جديد', hour: 20 }])
  const moved = await patch('/newsletters/changing', { slug: 'changed', replyTo: null })
  expect(moved.body).toEqual({ ...renamed.body, slug: 'changed', replyTo: null })
  expect((await patch('/newsletters/changing', { hour: 1 })).status).toBe(404)
  expect((await patch('/newsletters/changed', {})).body).toEqual(moved.body)
  for (const [body, at] of [
    [{ id: '1' }, ''],
    [{ cadence: 'weekly', cadences: ['daily'] }, 'cadence'],
    [{ cadences: [] }, 'cadences'],
    [{ sender: { name: 'x@y', address: 'a@b.example' } }, 'sender.name'],
    [{ sender: { name: 'x\r\nBcc: eve', address: 'nobody' } }, 'sender.address'],
    [{ name: null }, 'name'],
  ] as const) {
    const refused = await patch('/newsletters/changed', body)
    expect([body, refused.status, refused.body.errors[0].path]).toEqual([body, 400, at])
  }
  expect((await patch('/newsletters/changed', {})).body).toEqual(moved.body)
})

test('its page shows names and words as the text that they are', async () => {
  const script = '<script>alert(1)</script>'
  await post('/newsletters', {
    ...least,
    slug: 'hostile',
    name: `${script} & "quotes"`,
    description: `${script}\u202E<img src=x onerror=alert(1)>`,
    sender: { name: script, address: 'news@least.example' },
    siteUrl: 'https://site.example/"><script>',
  })
  await post('/posts', {
    newsletter: 'hostile',
    title: script,
    html: '<p>x</p>',
    url: 'https://site.example/x',
    state: 'ready',
  })
  for (const lang of ['ar', 'en']) {
    const page = await knock(house, 'GET', `/n/hostile?lang=${lang}`, { headers: browser(lang) })
    expect(page.status).toBe(200)
    expect(page.text).toContain('&lt;script')
    expect(page.text).not.toMatch(/<script>|<img src=x|"><script>/)
  }
})

test('the front page lists the newsletters', async () => {
  const home = await knock(house, 'GET', '/', { headers: browser('en') })
  expect(home.text).toMatch(/href="\/n\/marsad\?lang=/)
  expect(home.text).toContain('href="/n/least?lang=en"')
})

test('a source is added once, and says in a word what is wrong with it', async () => {
  const source = { kind: 'feed', url: 'http://127.0.0.1:9/feed.xml', newsletter: 'marsad' }
  const { status, body } = await post('/sources', source)
  expect([status, body]).toMatchObject([201, { ...source, fault: null, lastFetchAt: null }])
  expect((await post('/sources', source)).body.detail).toBe('This newsletter already reads this address.')
  const sync = await house.api('POST', `/api/v1/sources/${body.id}/sync`)
  expect([sync.status, sync.body]).toEqual([
    200,
    { new: 0, changed: 0, known: 0, withdrawn: 0, refused: 0, fault: expect.stringMatching(/^[a-z_]+$/), via: null },
  ])
  const { items } = (await house.api('GET', '/api/v1/sources?newsletter=marsad')).body
  expect(items).toMatchObject([{ id: body.id, fault: sync.body.fault, lastFetchAt: expect.any(String) }])
  const push = await post('/sources', { ...source, kind: 'push', url: 'https://push.example/' })
  expect((await house.api('POST', `/api/v1/sources/${push.body.id}/sync`)).status).toBe(415)
})

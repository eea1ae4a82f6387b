import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { form, knock, type Knock } from './knock.ts'
import { formTo, submit } from './page.ts'
import { consentOf, eventsOf, openedByRobots } from './records.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const pathOf = (link: string): string => new URL(link).pathname
const subscribed = async (name: string, lang = 'ar'): Promise<{ reader: Reader; path: string }> => {
  const reader = house.reader(`${name}@example.org`)
  await reader.subscribes({ lang })
  return { reader, path: pathOf(await reader.link('unsubscribe')) }
}
const stateOf = async (reader: Reader) => (await house.subscriptionOf(reader))?.state

const multipart = (boundary: string): Knock => ({
  headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  body: `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`,
})

test('a mail program’s one click leaves at once, however its body is encoded', async () => {
  const clicks: Record<string, Knock> = {
    urlencoded: { headers: form, body: 'List-Unsubscribe=One-Click' },
    multipart: multipart('x1y2'),
    bare: {},
    foreign: { headers: { ...form, Origin: 'https://mail.example', 'Sec-Fetch-Site': 'cross-site' }, body: 'x=y' },
    strange: { headers: { 'Content-Type': 'text/xml', 'User-Agent': '' }, body: '<x' },
    large: { headers: form, body: 'x'.repeat(100_000) },
  }
  for (const [name, click] of Object.entries(clicks)) {
    const { reader, path } = await subscribed(name)
    const answer = await knock(house, 'POST', path, click)
    expect([name, answer.status, answer.headers.location]).toEqual([name, 200, undefined])
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect([name, await stateOf(reader)]).toEqual([name, 'unsubscribed'])
  }
})

test('the header of a digest carries the link of its own reader, and only https-or-base addresses', async () => {
  const { reader } = await subscribed('digested')
  await house.publishes('مقال للمغادرين')
  await house.sends()
  const [digest] = (await reader.mails()).slice(-1)
  const header = (name: string) => digest?.headers.filter(({ key }) => key === name).map(({ value }) => value)
  expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(header('list-unsubscribe')).toHaveLength(1)
  expect((await reader.clicksOneClickUnsubscribe()).status).toBe(200)
  expect(await stateOf(reader)).toBe('unsubscribed')
})

test('twice is as good as once', async () => {
  const { reader, path } = await subscribed('twice')
  for (const _ of [1, 2, 3]) expect((await knock(house, 'POST', path, multipart('b'))).status).toBe(200)
  await Promise.all(Array.from({ length: 20 }, () => knock(house, 'POST', path)))
  expect(await eventsOf(house, reader)).toEqual(['asked pending', 'confirmed active', 'unsubscribed unsubscribed'])
})

test('opening the link a hundred ways unsubscribes nobody', async () => {
  const { reader, path } = await subscribed('scanned', 'en')
  expect(await openedByRobots(house, path)).toEqual([200])
  expect(await stateOf(reader)).toBe('active')
  const page = await knock(house, 'GET', path)
  expect(page.text).toContain('<html lang="en"')
  expect(page.text).not.toContain(reader.address)
  expect((await submit(house, formTo(page.text, path))).status).toBe(200)
  expect(await stateOf(reader)).toBe('unsubscribed')
})

test('a slip is undone from the goodbye page, once, and within a day', async () => {
  const { reader, path } = await subscribed('slip')
  const leave = async () => formTo((await knock(house, 'POST', path)).text, '/resubscribe/')
  const undo = await leave()
  for (const method of ['GET', 'HEAD', 'OPTIONS']) await knock(house, method, undo.action)
  expect(await stateOf(reader)).toBe('unsubscribed')
  const back = await submit(house, undo)
  expect([back.status, await stateOf(reader)]).toEqual([200, 'active'])
  expect((await submit(house, undo)).status).toBe(200)

  const second = await leave()
  expect((await submit(house, undo)).status).toBe(410)
  expect(await stateOf(reader)).toBe('unsubscribed')
  await house.travelsTo('2026-03-04T10:01[Asia/Riyadh]')
  expect((await submit(house, second)).status).toBe(410)
  expect(await stateOf(reader)).toBe('unsubscribed')
  expect(await eventsOf(house, reader)).toEqual([
    'asked pending',
    'confirmed active',
    'unsubscribed unsubscribed',
    'resumed active',
    'unsubscribed unsubscribed',
  ])
})

test('the record says when, where and how, and never who exactly or by which link', async () => {
  const { reader, path } = await subscribed('recorded')
  const token = path.split('/').at(-1) ?? ''
  await knock(house, 'POST', path, { headers: { 'User-Agent': 'Thunderbird', Referer: `${house.url}${path}?lang=ar` } })
  const [record] = await consentOf(house, reader)
  expect(record?.entries.at(-1)).toMatchObject({
    event: 'unsubscribed',
    ip: '127.0.0.0',
    userAgent: 'Thunderbird',
    lang: 'ar',
    wording: expect.stringMatching(/\S/),
    at: '2026-03-04T07:01:00.000Z',
  })
  expect(JSON.stringify(record)).not.toContain(token)
})

test('links work three months later, and after the key has changed; new ones are signed with the new key', async () => {
  const { reader: leaver, path } = await subscribed('rotated')
  const { reader: changer } = await subscribed('changed')
  const preferences = pathOf(await changer.link('preferences'))
  const { reader: late } = await subscribed('forgotten')
  const forgotten = pathOf(await late.link('unsubscribe'))
  await house.travelsTo('2026-06-10T10:00[Asia/Riyadh]')
  const old = 'a secret for tests that is long enough'
  const fresh = 'another secret for tests that is long enough'
  await house.restarts({ SECRET_KEY: `${fresh},${old}` })
  expect((await knock(house, 'POST', path, multipart('b'))).status).toBe(200)
  expect(await stateOf(leaver)).toBe('unsubscribed')
  const page = await knock(house, 'GET', preferences)
  expect((await submit(house, formTo(page.text, preferences), { cadence: 'weekly' })).status).toBe(200)
  expect(await house.subscriptionOf(changer)).toMatchObject({ cadence: 'weekly' })
  const renewed = formTo(page.text, '/unsubscribe/').action

  await house.restarts({ SECRET_KEY: fresh })
  expect((await knock(house, 'POST', forgotten)).status).toBe(404)
  expect(await stateOf(late)).toBe('active')
  expect((await knock(house, 'POST', renewed)).status).toBe(200)
  expect(await stateOf(changer)).toBe('unsubscribed')
})

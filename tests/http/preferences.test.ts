import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { browser, form, knock, type Answer } from './knock.ts'
import { formTo, submit } from './page.ts'
import { consentOf, eventsOf, openedByRobots } from './records.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  await house.founds('slow', { name: 'المتأنية', cadence: 'weekly', cadences: ['weekly', 'daily'] })
})
afterAll(async () => house[Symbol.asyncDispose]())

const pathOf = (link: string): string => new URL(link).pathname
const subscribed = async (name: string, newsletter = 'marsad'): Promise<{ reader: Reader; path: string }> => {
  const reader = house.reader(`${name}@example.org`)
  await reader.subscribes({ newsletter })
  return { reader, path: pathOf(await reader.link('preferences')) }
}
const post = (path: string, fields: Record<string, string>): Promise<Answer> =>
  knock(house, 'POST', path, { headers: { ...form, ...browser('en') }, body: new URLSearchParams(fields).toString() })

test('a reader changes cadence and language; what the form does not say stays', async () => {
  const { reader, path } = await subscribed('changes')
  const page = await knock(house, 'GET', path)
  expect(formTo(page.text, path).fields).toEqual({ cadence: '', lang: 'ar' })
  const saved = await submit(house, formTo(page.text, path), { cadence: 'weekly', lang: 'en' })
  expect([saved.status, saved.text.includes('<html lang="en"'), saved.text.includes('Saved.')]).toEqual([
    200,
    true,
    true,
  ])
  expect(await house.subscriptionOf(reader)).toMatchObject({ cadence: 'weekly', lang: 'en' })
  await post(path, { lang: 'ar' })
  expect(await house.subscriptionOf(reader)).toMatchObject({ cadence: 'weekly', lang: 'ar' })
  await post(path, { cadence: 'instantly' })
  expect(await house.subscriptionOf(reader)).toMatchObject({ cadence: 'instantly', lang: 'ar' })
  await post(path, { cadence: '' })
  expect(await house.subscriptionOf(reader)).toMatchObject({ cadence: null, lang: 'ar' })
  expect(await eventsOf(house, reader)).toEqual([
    'asked pending',
    'confirmed active',
    ...Array.from({ length: 4 }, () => 'preferences_changed active'),
  ])
})

test('a form that changes nothing is not written down as a change', async () => {
  const { reader, path } = await subscribed('unchanged')
  const page = await knock(house, 'GET', path)
  expect((await submit(house, formTo(page.text, path))).status).toBe(200)
  expect((await post(path, {})).status).toBe(200)
  expect(await eventsOf(house, reader)).toEqual(['asked pending', 'confirmed active'])
})

test('what is not offered is refused with a page that says so, and nothing changes', async () => {
  const { reader, path } = await subscribed('refused', 'slow')
  for (const fields of [{ cadence: 'instantly' }, { cadence: 'hourly' }, { lang: 'tlh' }, { cadence: '__proto__' }]) {
    const answer = await post(path, fields)
    expect([fields, answer.status, answer.text.includes('does not offer')]).toEqual([fields, 400, true])
  }
  const [subscription] = await house.house.store.subscriptions.ofAddress(reader.address, null)
  expect(subscription).toMatchObject({ cadence: null, lang: 'ar' })
})

test('opening the link a hundred ways changes nothing', async () => {
  const { reader, path } = await subscribed('scanned')
  expect(await openedByRobots(house, `${path}?cadence=weekly&lang=en`)).toEqual([200])
  expect(await house.subscriptionOf(reader)).toMatchObject({ cadence: null, lang: 'ar', state: 'active' })
})

test('after leaving there is nothing to set, and the page says why', async () => {
  const { reader, path } = await subscribed('leaves')
  const page = await knock(house, 'GET', path)
  expect((await submit(house, formTo(page.text, '/unsubscribe/'))).status).toBe(200)
  const refused = await post(path, { cadence: 'weekly' })
  expect([refused.status, refused.text.includes('You have left this newsletter.')]).toEqual([409, true])
  const ended = await knock(house, 'GET', `${path}?lang=en`)
  expect([ended.status, ended.text.includes('This subscription has ended')]).toEqual([200, true])
  expect(ended.text).not.toContain(`action="${path}"`)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'unsubscribed', cadence: null })
})

test('a manage link is mailed to those who are subscribed, and the answer is the same for all', async () => {
  const { reader: active } = await subscribed('manages')
  const pending = house.reader('pending@example.org')
  await pending.signsUp()
  const { reader: left, path } = await subscribed('gone')
  await submit(house, formTo((await knock(house, 'GET', path)).text, '/unsubscribe/'))
  const stranger = house.reader('stranger@example.org')
  const readers = [active, pending, left, stranger]
  const before = await Promise.all(readers.map(async (reader) => (await reader.subjects()).length))
  const answers = []
  for (const { address } of readers) answers.push(await post('/preferences/link', { email: address, lang: 'en' }))
  for (const _ of [1, 2, 3]) answers.push(await post('/preferences/link', { email: active.address, lang: 'en' }))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]?.status).toBe(200)
  await house.settles()
  const news = await Promise.all(readers.map(async (reader, n) => (await reader.subjects()).slice(before[n])))
  expect(news).toEqual([['رابط إدارة اشتراكك'], [], [], []])
  expect((await knock(house, 'GET', pathOf(await active.link('preferences')))).status).toBe(200)
})

test('a machine that fills in the hidden field gets the same page and no mail', async () => {
  const { reader } = await subscribed('trapped')
  const before = (await reader.subjects()).length
  const answer = await post('/preferences/link', { email: reader.address, website: 'x', lang: 'en' })
  await house.settles()
  expect([answer.status, (await reader.subjects()).length]).toEqual([200, before])
})

test('after a life of changes the consent record is whole, and a touched one is found out', async () => {
  const { reader, path } = await subscribed('whole')
  await post(path, { cadence: 'weekly' })
  const goodbye = await submit(house, formTo((await knock(house, 'GET', path)).text, '/unsubscribe/'))
  await submit(house, formTo(goodbye.text, '/resubscribe/'))
  await post(path, { cadence: 'daily', lang: 'en' })
  expect(await eventsOf(house, reader)).toEqual([
    'asked pending',
    'confirmed active',
    'preferences_changed active',
    'unsubscribed unsubscribed',
    'resumed active',
    'preferences_changed active',
  ])
  await house.sql.query(
    `update consent set event = 'confirmed' where event = 'unsubscribed' and subscription_id =
       (select s.id from subscription s join subscriber b on b.id = s.subscriber_id where b.address = $1)`,
    [reader.address],
  )
  expect(await consentOf(house, reader)).toMatchObject([{ intact: false }])
})

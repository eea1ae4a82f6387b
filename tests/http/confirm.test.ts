import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { knock } from './knock.ts'
import { formTo, submit } from './page.ts'
import { eventsOf, openedByRobots } from './records.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const pathOf = (link: string): string => new URL(link).pathname
const asks = async (name: string, lang = 'ar'): Promise<{ reader: Reader; path: string }> => {
  const reader = house.reader(`${name}@example.org`)
  await reader.signsUp({ lang })
  return { reader, path: pathOf(await reader.link('confirm')) }
}

test('opening the link a hundred ways confirms nothing, and does not use the link up', async () => {
  const { reader, path } = await asks('scanned')
  expect(await openedByRobots(house, path)).toEqual([200])
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'pending', confirmedAt: null })
  expect(await eventsOf(house, reader)).toEqual(['asked pending'])
  expect((await knock(house, 'POST', path)).status).toBe(200)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'active' })
})

test('no script of the page presses the button', async () => {
  const { path } = await asks('unpressed')
  expect((await knock(house, 'GET', path)).text).not.toContain('data-auto-submit')
})

test('the button confirms; a second press, and fifty at once, are harmless', async () => {
  const { reader, path } = await asks('pressed', 'en')
  const page = await knock(house, 'GET', path)
  expect(page.text).toContain('<html lang="en"')
  expect(page.text).not.toContain(reader.address)
  const button = formTo(page.text, path)
  const presses = await Promise.all(Array.from({ length: 50 }, () => submit(house, button)))
  expect(new Set(presses.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await submit(house, button)).status).toBe(200)
  expect(await eventsOf(house, reader)).toEqual(['asked pending', 'confirmed active'])
  const afterwards = await knock(house, 'GET', path)
  expect([afterwards.status, afterwards.text.includes('<form method="post" action="/confirm')]).toEqual([200, false])
})

test('an earlier link still works after asking again', async () => {
  const { reader, path } = await asks('twice')
  await house.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  await reader.signsUp()
  expect(pathOf(await reader.link('confirm'))).not.toBe(path)
  expect((await knock(house, 'POST', path)).status).toBe(200)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'active' })
})

test('a link that is too old says so, and its button mails a new one that works, within the limits of asking', async () => {
  const { reader, path } = await asks('late', 'en')
  await house.travelsTo('2026-03-10T10:59[Asia/Riyadh]')
  expect((await knock(house, 'GET', path)).status).toBe(200)
  await house.travelsTo('2026-03-11T12:00[Asia/Riyadh]')
  const late = await knock(house, 'GET', path)
  expect([late.status, late.text.includes('<html lang="en"')]).toEqual([410, true])
  expect((await knock(house, 'POST', path)).status).toBe(410)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'pending' })
  expect(await openedByRobots(house, path)).toEqual([410, 200])
  await house.settles()
  expect(await reader.subjects()).toHaveLength(1)

  const again = formTo(late.text, `${path}/renew`)
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit(house, again)))
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(
    new Set(['303 /subscribe/sent?lang=en&newsletter=marsad']),
  )
  await house.settles()
  expect(await reader.subjects()).toEqual(['Confirm your subscription to مرصد', 'Confirm your subscription to مرصد'])
  expect((await knock(house, 'POST', pathOf(await reader.link('confirm')))).status).toBe(200)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'active' })
})

test('a link from before its reader left does not bring them back, but says how to', async () => {
  const { reader, path } = await asks('left')
  await knock(house, 'POST', path)
  await knock(house, 'POST', pathOf(await reader.link('unsubscribe')))
  await house.travelsTo('2026-03-11T13:00[Asia/Riyadh]')
  const old = await knock(house, 'GET', path)
  expect(old.status).toBe(410)
  expect((await knock(house, 'POST', path)).status).toBe(410)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'unsubscribed' })
  await submit(house, formTo(old.text, `${path}/renew`))
  await house.settles()
  expect((await reader.subjects()).at(-1)).toBe('العودة إلى «مرصد»')
  expect((await knock(house, 'POST', pathOf(await reader.link('confirm')))).status).toBe(200)
  expect(await eventsOf(house, reader)).toEqual([
    'asked pending',
    'confirmed active',
    'unsubscribed unsubscribed',
    'confirmed active',
  ])
})

test('a link of somebody who has been erased leads nowhere', async () => {
  const { reader, path } = await asks('erased')
  const { body } = await house.api('GET', `/api/v1/subscribers?q=${reader.address}`)
  expect((await house.api('DELETE', `/api/v1/subscribers/${body.items[0].id}`)).status).toBe(204)
  for (const method of ['GET', 'POST']) expect((await knock(house, method, path)).status).toBe(404)
  expect((await knock(house, 'POST', `${path}/renew`)).status).toBe(404)
})

test('a reader who never confirmed may be told of it by the mail’s own unsubscribe link, and cannot undo what was never a yes', async () => {
  const { reader, path } = await asks('never')
  const goodbye = await knock(house, 'POST', pathOf(await reader.link('unsubscribe')))
  expect([goodbye.status, goodbye.text.includes('/resubscribe/')]).toEqual([200, false])
  expect((await knock(house, 'POST', path)).status).toBe(410)
  expect(await house.subscriptionOf(reader)).toMatchObject({ state: 'unsubscribed' })
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { knock } from '../http/knock.ts'
import { formTo } from '../http/page.ts'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'

let house: TestHouse
let salma: Reader
let tokens: Record<Purpose, string>

const purposes = ['confirm', 'unsubscribe', 'preferences', 'resubscribe'] as const
type Purpose = (typeof purposes)[number]

const tokenOf = (link: string): string => link.split('/').at(-1) ?? ''

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  salma = house.reader('salma@example.org')
  await salma.subscribes()
  const [confirm, unsubscribe, preferences] = await Promise.all(
    (['confirm', 'unsubscribe', 'preferences'] as const).map(async (kind) => tokenOf(await salma.link(kind))),
  )
  const goodbye = await knock(house, 'POST', `/unsubscribe/${unsubscribe}`)
  const undo = formTo(goodbye.text, '/resubscribe/').action
  await knock(house, 'POST', undo)
  tokens = {
    confirm: confirm ?? '',
    unsubscribe: unsubscribe ?? '',
    preferences: preferences ?? '',
    resubscribe: tokenOf(undo),
  }
})
afterAll(async () => house[Symbol.asyncDispose]())

const everythingKnown = async (): Promise<unknown> => [
  await house.subscriptionOf(salma),
  (await house.sql.query('select count(*) from consent')).rows,
  (await house.sql.query('select count(*) from notice')).rows,
  (await house.sql.query('select count(*) from session')).rows,
]

test('a token of one purpose is worth nothing for another, in all twelve ways', async () => {
  const before = await everythingKnown()
  for (const purpose of purposes)
    for (const other of purposes.filter((candidate) => candidate !== purpose))
      for (const method of ['GET', 'POST']) {
        const answer = await knock(house, method, `/${purpose}/${tokens[other]}`)
        expect([purpose, other, method, answer.status]).toEqual([purpose, other, method, 404])
      }
  for (const token of Object.values(tokens)) {
    expect((await knock(house, 'GET', `/admin/enter/${token}`)).status).toBe(404)
    expect((await knock(house, 'POST', `/admin/enter/${token}`)).status).toBe(404)
  }
  expect(await everythingKnown()).toEqual(before)
})

test('a token with any one letter changed is no token', async () => {
  const before = await everythingKnown()
  for (const purpose of purposes) {
    const token = tokens[purpose]
    for (let at = 0; at < token.length; at += 1) {
      const forged = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      expect([purpose, at, (await knock(house, 'POST', `/${purpose}/${forged}`)).status]).toEqual([purpose, at, 404])
    }
    for (const mangled of [
      token.slice(1),
      token.slice(0, -1),
      `${token}A`,
      token.toLowerCase(),
      `${token}=`,
      `${token}%00`,
    ])
      expect((await knock(house, 'POST', `/${purpose}/${mangled}`)).status).toBe(404)
  }
  expect(await everythingKnown()).toEqual(before)
})

test('a house with another key knows none of them', async () => {
  await using other = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]', settings: { SECRET_KEY: 'x'.repeat(32) } })
  await other.reader('salma@example.org').subscribes()
  for (const purpose of purposes)
    expect((await knock(other, 'POST', `/${purpose}/${tokens[purpose]}`)).status).toBe(404)
})

test('the whole tokens still work after all of that', async () => {
  expect((await knock(house, 'GET', `/preferences/${tokens.preferences}`)).status).toBe(200)
  expect((await knock(house, 'POST', `/unsubscribe/${tokens.unsubscribe}`)).status).toBe(200)
})

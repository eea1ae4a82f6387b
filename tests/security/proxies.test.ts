import { expect, test } from '@jest/globals'
import { admin, openBrowser, withAdmin } from '../http/browser.ts'
import { form, knock } from '../http/knock.ts'
import { consentOf } from '../http/records.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

/** The network that the consent ledger writes down for a signup that says it was forwarded for these. */
const networkOf = async (
  house: TestHouse,
  name: string,
  headers: Record<string, string>,
): Promise<string | undefined> => {
  const reader = house.reader(`${name}@example.org`)
  await knock(house, 'POST', '/subscribe', {
    headers: { ...form, ...headers },
    body: new URLSearchParams({ email: reader.address, newsletter: 'marsad' }).toString(),
  })
  return (await consentOf(house, reader))[0]?.entries[0]?.ip
}

const told = {
  'X-Forwarded-For': '203.0.113.77',
  'X-Real-IP': '203.0.113.77',
  Forwarded: 'for=203.0.113.77',
  'CF-Connecting-IP': '203.0.113.77',
}

test('nobody can say where they come from, unless a proxy is trusted', async () => {
  await using house = await openHouse()
  expect(await networkOf(house, 'direct', told)).toBe('127.0.0.0')
})

test('a trusted proxy is believed about the last hop before it, and no other header is', async () => {
  await using house = await openHouse({ settings: { TRUST_PROXY: '127.0.0.1, 10.0.0.0/8', ...withAdmin } })
  for (const [n, [forwarded, network]] of Object.entries([
    ['203.0.113.77', '203.0.113.0'],
    ['198.51.100.1, 203.0.113.77', '203.0.113.0'],
    ['203.0.113.77, 10.1.2.3', '203.0.113.0'],
    ['10.1.2.3', '10.1.2.0'],
    ['127.0.0.1, 203.0.113.77', '203.0.113.0'],
    ['2001:db8:1:2::77', '2001:db8:1::'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['garbage', ''],
    ['203.0.113.77:1234', ''],
    ["'; drop table consent; --", ''],
    ['', '127.0.0.0'],
  ] as const))
    expect([forwarded, await networkOf(house, `hop${n}`, { ...told, 'X-Forwarded-For': forwarded })]).toEqual([
      forwarded,
      network,
    ])

  const desk = openBrowser(house)
  const door = { action: '/admin/sign-in', fields: {} }
  const csrf = /name="csrf" value="([^"]+)"/.exec((await desk.get('/admin/sign-in')).text)?.[1] ?? ''
  const guess = async (ip: string, password: string) =>
    (await desk.press(door, { csrf, email: admin.email, password }, { 'X-Forwarded-For': ip })).status
  for (let n = 0; n < 5; n += 1) expect(await guess('198.51.100.1', `guess ${n}`)).toBe(401)
  expect(await guess('198.51.100.1', admin.password)).toBe(429)
  expect(await guess('198.51.100.2, 198.51.100.1', admin.password)).toBe(429)
  expect(await guess('::ffff:198.51.100.1', admin.password)).toBe(429)
  expect(await guess('203.0.113.77', admin.password)).toBe(303)
})

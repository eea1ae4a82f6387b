import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { knock, mumble, type Answer } from '../http/knock.ts'
import { formTo } from '../http/page.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
let tokenPages: string[]
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const salma = house.reader('salma@example.org')
  await salma.subscribes()
  const links = await Promise.all((['confirm', 'unsubscribe', 'preferences'] as const).map((kind) => salma.link(kind)))
  tokenPages = links.map((link) => new URL(link).pathname)
})
afterAll(async () => house[Symbol.asyncDispose]())

const policyOf = ({ headers }: Answer): Map<string, string[]> =>
  new Map(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  )

const expectSafe = (answer: Answer): void => {
  const policy = policyOf(answer)
  expect(policy.get('default-src')).toEqual(["'none'"])
  expect(policy.get('frame-ancestors')).toEqual(["'none'"])
  expect(policy.get('base-uri')).toEqual(["'none'"])
  expect(String(answer.headers['content-security-policy'])).not.toMatch(/unsafe|\*|https?:(?!\/\/127)/)
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
  })
  expect(answer.headers['x-powered-by']).toBeUndefined()
  expect(answer.headers.server).toBeUndefined()
}

test('every page says what it may load and who may frame it, refusals among them', async () => {
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/n/marsad'],
    ['GET', '/subscribe/sent'],
    ['POST', '/subscribe'],
    ['GET', '/preferences/link'],
    ['GET', '/problems/invalid'],
    ['GET', '/nothing'],
    ['GET', '/n/%E0%A4%A'],
    ['GET', '/livez'],
    ['GET', '/readyz'],
    ['GET', '/api/docs'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/v1/posts'],
    ['POST', '/api/v1/subscriptions'],
    ['OPTIONS', '/api/v1/subscriptions'],
    ['GET', '/admin'],
    ['GET', '/admin/sign-in'],
    ['POST', '/admin/sign-in'],
    ['POST', '/admin/issues/1/cancel'],
    ...tokenPages.map((page) => ['GET', page] as const),
    ...tokenPages.map((page) => ['POST', page] as const),
  ] as const) {
    const answer = await knock(house, method, path)
    expect([path, answer.status < 500]).toEqual([path, true])
    expectSafe(answer)
  }
})

test('pages that carry a token are kept by nobody, found by no search engine, and send no referrer', async () => {
  const goodbye = await knock(house, 'POST', tokenPages[1] ?? '')
  const undo = formTo(goodbye.text, '/resubscribe/').action
  const answers = [goodbye, await knock(house, 'POST', undo)]
  for (const path of [
    ...tokenPages,
    '/confirm/x',
    '/unsubscribe/x',
    '/preferences/x',
    '/preferences/link',
    '/admin/sign-in',
    '/admin',
  ])
    for (const method of ['GET', 'HEAD', 'POST']) answers.push(await knock(house, method, path))
  answers.push(await knock(house, 'POST', '/resubscribe/x'))
  for (const answer of answers)
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': expect.stringContaining('noindex'),
      'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
    })
  for (const path of tokenPages)
    expect((await knock(house, 'GET', path)).headers['referrer-policy']).toBe('no-referrer')
})

test('no page for readers loads anything from elsewhere, runs a script of its own text, or sets a cookie', async () => {
  for (const path of ['/', '/n/marsad', '/subscribe/sent', '/preferences/link', ...tokenPages]) {
    const answer = await knock(house, 'GET', path)
    expect(answer.headers['set-cookie']).toBeUndefined()
    const loaded = [...answer.text.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*?\s(?:src|href)="([^"]+)"/g)]
    for (const [, address = ''] of loaded) expect(address).toMatch(/^(\/|data:)/)
    expect(answer.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle="|\son\w+="/)
  }
})

test('what a page loads may be kept for ever, because its name changes with it', async () => {
  const page = await knock(house, 'GET', '/n/marsad')
  const assets = [...page.text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg)[^"]*)"/g)].map(([, path = '']) => path)
  expect(assets.length).toBeGreaterThan(1)
  for (const path of assets) {
    const answer = await knock(house, 'GET', path)
    expect([path, answer.status, answer.headers['cache-control']]).toEqual([
      path,
      200,
      'public, max-age=31536000, immutable',
    ])
  }
})

test('behind https, browsers are told to stay there', async () => {
  expect((await knock(house, 'GET', '/')).headers['strict-transport-security']).toBeUndefined()
  await using secure = await openHouse({ settings: { BASE_URL: 'https://news.example' } })
  expect((await knock(secure, 'GET', '/')).headers['strict-transport-security']).toMatch(/max-age=31536000/)
})

test('the name in a Host header finds its way into no link', async () => {
  const salma = house.reader('host@example.org')
  const { hostname, port } = new URL(house.url)
  const body = 'email=host%40example.org&newsletter=marsad'
  const answer = await mumble(
    house,
    `POST /subscribe HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 303 /)
  expect(answer).not.toContain('evil.example')
  await house.settles()
  expect(new URL(await salma.link('confirm')).host).toBe(`${hostname}:${port}`)
})

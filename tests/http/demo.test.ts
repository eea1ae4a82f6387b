import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startProgram, type Program } from '../security/program.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/wait.ts'
import { openBrowser } from './browser.ts'
import { browser, form, knock } from './knock.ts'
import { formTo } from './page.ts'
import { expectProblemPage } from './problem.ts'

const opened = new AsyncDisposableStack()
let house: { readonly url: string }
let program: Program
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-demo-'))
  opened.defer(() => rm(directory, { recursive: true }))
  const port = await freePort()
  house = { url: `http://127.0.0.1:${port}` }
  const settings = { PATH: process.env['PATH'] ?? '', DATA_DIR: directory, PORT: String(port), NO_OPEN: '1' }
  program = opened.use(await startProgram(settings, 'Ctrl-C stops it'))
})
afterAll(() => opened.disposeAsync())

const get = (path: string) => knock(house, 'GET', path, { headers: browser('en') })
const listed = async (): Promise<{ id: string; to: string; from: string; subject: string; date: string }[]> =>
  JSON.parse((await get('/dev/inbox/messages')).text)

test('what the demo mails is in its inbox, as a list, a page, a picture of the mail and its bytes', async () => {
  const body = new URLSearchParams({ email: 'salma@example.org', newsletter: 'muhawwal', lang: 'en' }).toString()
  const slug = /href="\/n\/([a-z0-9-]+)\?/.exec((await get('/')).text)?.[1] ?? ''
  const sent = await knock(house, 'POST', '/subscribe', { headers: form, body: body.replace('muhawwal', slug) })
  expect(sent.status).toBe(303)
  expect((await get(sent.headers.location ?? '')).text).toContain('href="/dev/inbox"')
  await until('the confirmation is there', async () => (await listed()).length > 0)
  const [message] = await listed()
  expect(message).toEqual({
    id: expect.stringMatching(/^[a-z0-9]+$/),
    to: 'salma@example.org',
    from: expect.stringContaining('@'),
    subject: expect.stringContaining('Confirm'),
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
  const path = `/dev/inbox/messages/${message?.id}`
  expect((await get('/dev/inbox')).text).toContain('Confirm your subscription')
  expect((await get(path)).status).toBe(200)
  const raw = await get(`${path}/raw`)
  expect([raw.headers['content-type'], raw.headers['x-content-type-options']]).toEqual([
    'text/plain; charset=utf-8',
    'nosniff',
  ])
  expect(raw.text).toMatch(/^Subject: /m)
  const shown = await get(`${path}/html`)
  expect(shown.headers['content-security-policy']).toMatch(/sandbox(?!.*allow-(?:scripts|same-origin))/)
  for (const page of [raw, shown]) expect(page.headers).toMatchObject({ 'cache-control': 'no-store' })
})

test('the bundled publications are there to be read', async () => {
  for (const [lang, direction] of [
    ['ar', 'rtl'],
    ['en', 'ltr'],
  ]) {
    const home = await get(`/dev/site/${lang}`)
    expect([home.status, home.text.includes(`dir="${direction}"`)]).toEqual([200, true])
    const feed = await get(`/dev/site/${lang}/feed.xml`)
    expect([feed.status, feed.headers['content-type']]).toEqual([200, expect.stringContaining('xml')])
    const article =
      /<link>([^<]*\/dev\/site\/[a-z]+\/[^<]+)<\/link>/.exec(feed.text)?.[1] ??
      /href="([^"]*\/dev\/site\/[a-z]+\/[^"]+)"/.exec(feed.text)?.[1]
    expect((await get(new URL(article ?? '', house.url).pathname)).status).toBe(200)
  }
})

test('what the demo does not have, it says it has not', async () => {
  for (const path of [
    '/dev/inbox/messages/nothing',
    '/dev/inbox/messages/..%2f..%2f..%2fetc%2fpasswd',
    '/dev/inbox/messages/%00/raw',
    '/dev/inbox/messages/..%2fsecret.key/raw',
    '/dev/inbox/messages/__proto__/html',
    '/dev/site/tlh',
    '/dev/site/tlh/feed.xml',
    '/dev/site/ar/nothing',
    '/dev/site/ar/__proto__',
    '/dev/site/pictures/nothing.png',
    '/dev/site/pictures/..%2f..%2fpackage.json',
    '/dev/nothing',
  ])
    expectProblemPage(await get(path), 404, 'en')
  expectProblemPage(await get('/dev/inbox/messages/%E0%A4%A'), 400, 'en')
})

test('the printed link opens the newsroom once, by a press and not by a look', async () => {
  const link = /\/admin\/enter\/[\w-]+/.exec(program.said())?.[0] ?? ''
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) expect((await knock(house, method, link)).status).toBe(200)
  const desk = openBrowser(house)
  const button = formTo((await desk.get(link)).text, link)
  expect((await desk.press(button, {}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  const presses = await Promise.all([1, 2, 3, 4].map(() => desk.press(button)))
  expect(presses.map(({ status }) => status).toSorted()).toEqual([303, 410, 410, 410])
  expect((await desk.get('/admin')).status).toBe(200)
  expect((await knock(house, 'GET', link)).status).toBe(410)
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { SmtpReply } from '../support/sink.ts'
import { until } from '../support/wait.ts'
import { admin, openBrowser, withAdmin, type Browser } from './browser.ts'
import { dangersIn } from './dangers.ts'
import { formsIn, formTo, type PageForm } from './page.ts'
import { expectProblemPage } from './problem.ts'

let house: TestHouse
let desk: Browser
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]', settings: withAdmin })
  desk = openBrowser(house)
  await desk.signsIn(admin.email, admin.password)
  for (let n = 0; n < 30; n += 1)
    await house.api('POST', '/api/v1/subscribers', {
      email: `reader${n}@example.org`,
      newsletter: 'marsad',
      state: 'active',
    })
})
afterAll(async () => house[Symbol.asyncDispose]())

const page = async (path: string): Promise<string> => {
  const answer = await desk.get(path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.text
}
/** The form of the next digest, aimed at another of its buttons. */
const digestForm = async (verb: 'preview' | 'test' | 'send', query = ''): Promise<PageForm> => ({
  ...formTo(await page(`/admin/n/marsad${query}`), '/admin/n/marsad/preview'),
  action: `/admin/n/marsad/${verb}`,
})
const issues = async () => (await house.api('GET', '/api/v1/issues')).body.items
const stateOf = async (path: string) => {
  const issue = (await house.api('GET', path.replace('/admin', '/api/v1'))).body
  return issue.state
}

test('each page of the newsroom opens, in both languages, empty and full', async () => {
  const paths = ['/admin', '/admin/n/marsad']
  const open = async () => {
    for (const lang of ['ar', 'en'])
      for (const path of paths) {
        const text = await page(`${path}?lang=${lang}`)
        expect(text).toContain(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"`)
        expect(dangersIn(text)).toEqual([])
      }
  }
  await open()
  expectProblemPage(await desk.get('/admin/n/marsad/preview'), 409, 'en')
  await house.publishes('<b>Post</b> "one" & <script>alert(1)</script>')
  await house.api('POST', '/api/v1/sources', { kind: 'feed', url: 'http://127.0.0.1:9/feed', newsletter: 'marsad' })
  const { id } = await house.sends()
  await house.publishes('مقال جديد')
  paths.push('/admin/n/marsad/preview', `/admin/issues/${id}`)
  await open()
  const progress = JSON.parse(await page(`/admin/issues/${id}/progress`))
  expect(progress).toMatchObject({ state: 'finished', counts: { accepted: 30, planned: 0 } })
})

test('the preview shows the next digest in a sandbox that runs nothing and keeps nothing of ours', async () => {
  const shown = await desk.press(await digestForm('preview'), { note: 'كلمة <b>من</b> المحرر' })
  expect(shown.status).toBe(303)
  const text = await page(shown.headers.location ?? '')
  const frame = /<iframe[^>]*\ssrc="([^"]+)"[^>]*>/.exec(text)
  expect(frame?.[0]).toMatch(/\ssandbox/)
  const mail = await desk.get(frame?.[1]?.replaceAll('&amp;', '&') ?? '')
  expect([mail.status, mail.text.includes('مقال جديد'), mail.text.includes('كلمة &lt;b&gt;من')]).toEqual([
    200,
    true,
    true,
  ])
  const policy = String(mail.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/sandbox(?!.*allow-(?:scripts|same-origin|forms))/)
  expect(policy).toContain("frame-ancestors 'self'")
  expect(mail.headers['x-frame-options']).toBe('SAMEORIGIN')
  expect(dangersIn(mail.text)).toEqual([])
  expect((await openBrowser(house).get(frame?.[1] ?? '')).status).toBe(303)
})

test('a test goes to the admin alone, says that it is one, and is no issue', async () => {
  const before = house.sink.received.length
  const sent = await desk.press(await digestForm('test'), { note: 'للتجربة' })
  expect([sent.status, sent.headers.location]).toEqual([303, expect.stringContaining('done=test-sent')])
  expect(house.sink.received.slice(before).map(({ to }) => to)).toEqual([admin.email])
  const [subject] = (await house.reader(admin.email).subjects()).slice(-1)
  expect(subject).toMatch(/مقال جديد/)
  expect(subject).not.toBe('مقال جديد')
  expect(await issues()).toHaveLength(1)
  expect(await page(sent.headers.location ?? '')).toContain('role="status"')
  house.sink.beforeTaking = async () => {
    throw new SmtpReply(550, `5.7.1 <${admin.email}> is not wanted`)
  }
  expectProblemPage(await desk.press(await digestForm('test')), 409, 'en')
  house.sink.beforeTaking = async () => {}
})

test('posts are held back, released and dropped by their buttons', async () => {
  const id = await house.publishes('مقال للقرار')
  const state = async () =>
    (await house.api('GET', '/api/v1/posts')).body.items.find((post: { id: string }) => post.id === id).state
  for (const [verb, becomes] of [
    ['hold', 'held'],
    ['release', 'ready'],
    ['never', 'never'],
    ['release', 'ready'],
    ['never', 'never'],
  ] as const) {
    const button = formTo(await page('/admin/n/marsad'), `/admin/posts/${id}/${verb}`)
    const answer = await desk.press(button)
    expect([verb, answer.status, await state()]).toEqual([verb, 303, becomes])
    expect((await desk.get(answer.headers.location ?? '')).status).toBe(200)
  }
})

test('a source is fetched by its button, and its page says what is wrong', async () => {
  const button = formsIn(await page('/admin')).find(({ action }) => action.startsWith('/admin/sources/'))
  const answer = await desk.press(button as PageForm)
  expect([answer.status, answer.headers.location]).toEqual([303, expect.stringContaining('done=sync-failed')])
  expect(await page(answer.headers.location ?? '')).toContain('class="fault"')
})

test('“send now” freezes and sends one issue, to as many as its button says', async () => {
  const text = await page('/admin/n/marsad?lang=en')
  expect(text).toContain('Send now to 30 readers')
  const sent = await desk.press(await digestForm('send'), { note: 'كلمة' })
  expect([sent.status, sent.headers.location]).toEqual([303, expect.stringMatching(/^\/admin\/issues\/\d+/)])
  await house.settles()
  expect((await issues())[0]).toMatchObject({ note: 'كلمة', state: 'finished', counts: { accepted: 30 } })
  expectProblemPage(
    await desk.press({ action: '/admin/n/marsad/send', fields: (await digestForm('send')).fields }),
    409,
    'en',
  )
  expect(await issues()).toHaveLength(2)
  expect(await page('/admin/n/marsad?lang=en')).toMatch(/<button[^>]*disabled[^>]*>Send now</)
})

test('“send now” for a cadence reaches its readers only', async () => {
  await house.reader('weekly@example.org').subscribes({ cadence: 'weekly' })
  await house.publishes('مقال أسبوعي')
  expect(await page('/admin/n/marsad?lang=en&cadence=weekly')).toContain('Send now to 1 reader')
  await desk.press(await digestForm('send', '?cadence=weekly'))
  await house.settles()
  expect((await issues())[0]).toMatchObject({ cadence: 'weekly', counts: { accepted: 1 } })
})

test('an issue is paused, resumed and cancelled by the buttons of its page', async () => {
  const gate = Promise.withResolvers<void>()
  house.sink.beforeTaking = () => gate.promise
  const path = (await desk.press(await digestForm('send'))).headers.location?.split('?')[0] ?? ''
  await until(
    'something is on the wire',
    async () => JSON.parse(await page(`${path}/progress`)).counts.handing_over > 0,
  )
  const press = async (verb: string) => desk.press(formTo(await page(path), `${path}/${verb}`))
  expect([(await press('pause')).headers.location, await stateOf(path)]).toEqual([`${path}?done=paused`, 'paused'])
  expect([(await press('resume')).headers.location, await stateOf(path)]).toEqual([`${path}?done=resumed`, 'sending'])
  expect([(await press('cancel')).headers.location, await stateOf(path)]).toEqual([
    `${path}?done=cancelled`,
    'cancelled',
  ])
  gate.resolve()
  await house.settles()
  expect(formsIn(await page(path)).filter(({ action }) => action.startsWith(path))).toEqual([])
  const { fields } = await digestForm('send')
  for (const verb of ['pause', 'resume'])
    expectProblemPage(await desk.press({ action: `${path}/${verb}`, fields }), 409, 'en')
})

test('addresses that lead nowhere, and forms of nonsense, are answered with a page', async () => {
  const { fields } = await digestForm('send')
  for (const id of ['0', '999999', 'abc', '%00', '1e3', '9'.repeat(40)]) {
    for (const path of [
      `/admin/issues/${id}`,
      `/admin/issues/${id}/progress`,
      `/admin/n/${id}`,
      `/admin/n/${id}/preview`,
    ])
      expect([path, (await desk.get(path)).status]).toEqual([path, 404])
    for (const action of [
      `/admin/issues/${id}/pause`,
      `/admin/issues/${id}/resume`,
      `/admin/issues/${id}/cancel`,
      `/admin/posts/${id}/hold`,
      `/admin/posts/${id}/release`,
      `/admin/posts/${id}/never`,
      `/admin/sources/${id}/sync`,
      `/admin/n/${id}/test`,
      `/admin/n/${id}/send`,
    ])
      expect([action, (await desk.press({ action, fields })).status]).toEqual([action, 404])
  }
  expectProblemPage(await desk.get('/admin/nothing'), 404, 'en')
  expectProblemPage(await desk.get('/admin/n/%E0%A4%A'), 400, 'en')
  expectProblemPage(
    await desk.press({ action: '/admin/n/marsad/preview', fields }, { note: 'ن'.repeat(20_000) }),
    413,
    'en',
  )
})

test('a note of odd letters is taken as plain lines', async () => {
  house.sink.beforeTaking = async () => {}
  await house.publishes('مقال بكلمة')
  const sent = await desk.press(await digestForm('send'), {
    note: ' a\0b\u202E c\r\n\r\n\td \ufffe',
    cadence: '__proto__',
  })
  expect(sent.status).toBe(303)
  await house.settles()
  expect((await issues())[0].note).toBe('a b c\n\nd \ufffe')
})

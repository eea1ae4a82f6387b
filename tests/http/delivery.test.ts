import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { raiseAlarm } from '../../src/usecases/raise-alarm.ts'
import { openHouse, type TestHouse } from '../support/house.ts'
import { SmtpReply } from '../support/sink.ts'
import { admin, openBrowser, withAdmin, type Browser } from './browser.ts'
import { dangersIn } from './dangers.ts'
import { formTo } from './page.ts'
import { expectProblemPage } from './problem.ts'

let house: TestHouse
let desk: Browser
let issueId: string

beforeAll(async () => {
  house = await openHouse({
    at: '2026-03-03T10:00[Asia/Riyadh]',
    settings: { ...withAdmin, BASE_URL: 'https://nashra.example' },
  })
  desk = openBrowser(house)
  await desk.signsIn(admin.email, admin.password)
  for (let n = 0; n < 6; n += 1)
    await house.api('POST', '/api/v1/subscribers', {
      email: `reader${n}@host${n}.example`,
      newsletter: 'marsad',
      state: 'active',
    })
  house.sink.beforeTaking = async ({ to }) => {
    if (to.startsWith('reader0')) throw new SmtpReply(550, `5.1.1 <${to}>: no such user`)
  }
  await house.publishes('مقال أول')
  issueId = (await house.sends()).id
})
afterAll(async () => house[Symbol.asyncDispose]())

const page = async (path: string): Promise<string> => {
  const answer = await desk.get(path)
  expect([path, answer.status]).toEqual([path, 200])
  expect(dangersIn(answer.text)).toEqual([])
  return answer.text
}
/** How many messages the readers have got; admins are mailed too. */
const digests = (): number => house.sink.received.filter(({ to }) => to.startsWith('reader')).length
const doubt = () =>
  house.sql.query(
    `update delivery set state = 'uncertain', reason = 'connection_lost', reply = '' where issue_id = $1 and subscription_id in
       (select subscription_id from delivery where issue_id = $1 and state = 'accepted' order by 1 limit 2)`,
    [issueId],
  )
const breaker = {
  kind: 'breaker',
  about: 'issue 1',
  level: 'grave',
  facts: { newsletter: 'مرصد', count: 150, total: 200, reply: '550 5.7.1 <b>blocked</b>' },
} as const

test('what is wrong stands on every page of the newsroom with what to do, until an admin has settled it', async () => {
  const paths = ['/admin', '/admin/n/marsad', `/admin/issues/${issueId}`, `/admin/issues/${issueId}/deliveries`]
  for (const path of [...paths, '/admin/bounces']) expect(await page(path)).not.toContain('class="banner')
  await raiseAlarm(house.house, { ...breaker, about: 'relay mx' })
  for (const path of [...paths, '/admin/bounces']) {
    const text = await page(`${path}?lang=en`)
    expect(text).toContain('class="banner bad"')
    expect(text).toContain('Put right what the reply names')
    expect(await page(`${path}?lang=ar`)).toContain('رسائل «<bdi>مرصد</bdi>» لا تُقبل')
  }
  const delivery = await page('/admin/delivery?lang=en')
  expect(delivery).toContain('550 5.7.1 &lt;b>blocked&lt;/b>')
  const settled = await desk.press(formTo(delivery, '/admin/alarms/'))
  expect([settled.status, settled.headers.location]).toEqual([303, '/admin/delivery?done=settled'])
  expect(await page('/admin')).not.toContain('class="banner')
  expect(await page('/admin/delivery?lang=en')).toContain('settled by an admin')
})

test('the API tells alarms in words of either language, and settles them', async () => {
  await raiseAlarm(house.house, { ...breaker, about: 'relay mx2' })
  const inArabic = await house.api('GET', '/api/v1/alarms', undefined, { 'Accept-Language': 'ar' })
  expect(inArabic.body.items).toMatchObject([
    { kind: 'breaker', level: 'grave', title: 'رسائل «مرصد» لا تُقبل', settledAt: null, facts: breaker.facts },
  ])
  const [alarm] = (await house.api('GET', '/api/v1/alarms')).body.items
  expect(alarm).toMatchObject({
    title: 'Messages of مرصد are not being taken',
    next: expect.stringContaining('Put right'),
  })
  const settled = await house.api('POST', `/api/v1/alarms/${alarm.id}/settle`)
  expect([settled.status, settled.body.byAdmin]).toEqual([200, true])
  expect((await house.api('GET', '/api/v1/alarms')).body.items).toEqual([])
  expect((await house.api('GET', '/api/v1/alarms?settled=true&limit=1')).body).toMatchObject({
    items: [{ id: alarm.id }],
    next: alarm.id,
  })
  for (const id of ['999999', 'abc']) expect((await house.api('POST', `/api/v1/alarms/${id}/settle`)).status).toBe(404)
  expect((await house.api('GET', '/api/v1/alarms?settled=perhaps')).status).toBe(400)
})

test('each reader of an issue is listed by state, with what was said, when and how often it was tried', async () => {
  const text = await page(`/admin/issues/${issueId}/deliveries?state=refused&lang=en`)
  expect(text).toContain('reader0@host0.example')
  expect(text).not.toContain('reader1@host1.example')
  expect(text).toContain('There is no such mailbox.')
  expect(text).toMatch(/Attempt 1, <time.*: Refused, after the text/)
  const plain = (await house.api('GET', `/api/v1/issues/${issueId}/deliveries?state=refused`)).body.items
  expect(plain).toMatchObject([{ address: 'reader0@host0.example', attempts: 1 }])
  const told = (await house.api('GET', `/api/v1/issues/${issueId}/deliveries?state=refused&attempts=1`)).body.items
  expect(told).toMatchObject([
    {
      address: 'reader0@host0.example',
      attempts: [
        {
          number: 1,
          state: 'refused',
          phase: 'after_dot',
          relay: expect.stringContaining('127.0.0.1'),
          reply: expect.stringContaining('no such user'),
        },
      ],
    },
  ])
  const accepted = (await house.api('GET', `/api/v1/issues/${issueId}/deliveries?state=accepted&attempts=1`)).body.items
  expect(accepted.map(({ attempts }: { attempts: unknown[] }) => attempts)).toEqual([[], [], [], [], []])
  for (const query of ['state=nonsense', 'after=abc', 'after=999999999', `after=${'9'.repeat(30)}`])
    await page(`/admin/issues/${issueId}/deliveries?${query}`)
  expectProblemPage(await desk.get('/admin/issues/999999/deliveries'), 404, 'en')
})

test('the uncertain ones are sent again by a button that warns, or by the API, and pressing twice is harmless', async () => {
  await doubt()
  const before = digests()
  const text = await page(`/admin/issues/${issueId}?lang=en`)
  expect(text).toContain('gets it twice')
  const button = formTo(text, `/admin/issues/${issueId}/send-uncertain`)
  expect((await desk.press(button)).headers.location).toBe(`/admin/issues/${issueId}?done=sent-again&count=2`)
  const again = (await desk.press(button)).headers.location ?? ''
  expect(again).toContain('count=0')
  await house.settles()
  expect(digests()).toBe(before + 2)
  expect((await house.api('GET', `/api/v1/issues/${issueId}`)).body).toMatchObject({
    state: 'finished',
    pauseReason: null,
    counts: { accepted: 5, refused: 1, uncertain: 0 },
  })
  expect(await page(`/admin/issues/${issueId}?lang=en`)).not.toContain('send-uncertain')
  expect(await page(`${again}&lang=en`)).toContain('There was nothing left to send again.')

  await doubt()
  const path = `/api/v1/issues/${issueId}/send-uncertain`
  const [{ subscriptionId }] = (await house.api('GET', `/api/v1/issues/${issueId}/deliveries?state=uncertain`)).body
    .items
  const one = await house.api('POST', path, { deliveries: [subscriptionId] })
  expect([one.status, one.body]).toMatchObject([
    200,
    { again: 1, skipped: 0, issue: { id: issueId, state: 'sending' } },
  ])
  expect((await house.api('POST', path, {})).body).toMatchObject({ again: 1, skipped: 0 })
  expect((await house.api('POST', path, {})).body).toMatchObject({ again: 0 })
  await house.settles()
  expect(digests()).toBe(before + 4)
  for (const body of [{ deliveries: ['abc'] }, { deliveries: 'all' }, { deliveries: [1] }])
    expect((await house.api('POST', path, body)).status).toBe(400)
  expect((await house.api('POST', '/api/v1/issues/999999/send-uncertain', {})).status).toBe(404)
})

test('an issue that the machine stopped says why and what to do, and goes on when an admin says so', async () => {
  await house.sql.query(
    `update issue set state = 'paused', pause_reason = 'breaker', finished_at = null where id = $1`,
    [issueId],
  )
  await raiseAlarm(house.house, { ...breaker, about: `issue ${Number(issueId)}` })
  const text = await page(`/admin/issues/${issueId}?lang=en`)
  expect(text).toContain('The machine stopped this issue')
  expect(text).toContain('Of the last 200 messages 150 were not accepted')
  expect(text).not.toContain('class="banner')
  expect((await house.api('GET', `/api/v1/issues/${issueId}`)).body).toMatchObject({
    state: 'paused',
    pauseReason: 'breaker',
  })
  await desk.press(formTo(text, `/admin/issues/${issueId}/resume`))
  expect(await page(`/admin/issues/${issueId}?lang=en`)).not.toContain('The machine stopped')
  expect((await house.api('GET', '/api/v1/alarms')).body.items).toEqual([])
  expect((await house.api('GET', `/api/v1/issues/${issueId}`)).body).toMatchObject({
    state: 'finished',
    pauseReason: null,
  })
})

test('a newsletter without postal address is told so by dry run and by “send now”, in either language, and gets one on its page', async () => {
  await house.founds('bare', { postalAddress: '' })
  await house.api('POST', '/api/v1/subscribers', { email: 'sara@example.org', newsletter: 'bare', state: 'active' })
  await house.publishes('مقال ثان', { newsletter: 'bare' })
  for (const [lang, words] of [
    ['ar', 'عنوان بريدي'],
    ['en', 'no postal address'],
  ] as const) {
    const dry = await house.api(
      'POST',
      '/api/v1/issues',
      { newsletter: 'bare', dryRun: true },
      { 'Accept-Language': lang },
    )
    expect(dry.body).toMatchObject({
      readers: 1,
      obstacles: [{ code: 'no_postal_address', message: expect.stringContaining(words) }],
    })
    const sent = await house.api('POST', '/api/v1/issues', { newsletter: 'bare' }, { 'Accept-Language': lang })
    expect([sent.status, sent.body.type]).toEqual([409, expect.stringContaining('/problems/not-ready')])
    expect(sent.body.detail).toContain(words)
  }
  const text = await page('/admin/n/bare?lang=en')
  expect(text).toMatch(/<button[^>]*disabled[^>]*>Send now</)
  const saved = await desk.press(formTo(text, '/admin/n/bare/imprint'), {
    postalAddress: ' 12 Quay Street\r\n\r\n Harbourton \0',
  })
  expect(saved.headers.location).toBe('/admin/n/bare?done=imprint')
  expect(await page(`${saved.headers.location}&lang=en`)).toContain('Send now to 1 reader')
  const dry = await house.api('POST', '/api/v1/issues', { newsletter: 'bare', dryRun: true })
  expect(dry.body.obstacles).toEqual([])
  expect((await house.sends({ newsletter: 'bare' })).counts.accepted).toBe(1)
  expect((await house.reader('sara@example.org').mails()).at(-1)?.text).toMatch(/12 Quay Street\s+\u200fHarbourton/)
})

test('the page of delivery shows relays, workers and keys, in both languages', async () => {
  await house.api('POST', '/api/v1/dkim-keys', { domain: 'marsad.example' })
  for (const lang of ['ar', 'en']) {
    const text = await page(`/admin/delivery?lang=${lang}`)
    expect(text).toContain(new URL(house.sink.url).host)
    expect(text).toContain('v=DKIM1')
    expect(text).toContain(lang === 'ar' ? 'تعمل عملية واحدة الآن.' : '1 worker is at work.')
  }
})

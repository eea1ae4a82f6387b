import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { form, json, knock, type Answer } from './knock.ts'
import { formTo, submit } from './page.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  await house.founds('second', { name: 'الثانية' })
})
afterAll(async () => house[Symbol.asyncDispose]())

const byForm = (email: string, more: Record<string, string> = {}): Promise<Answer> =>
  knock(house, 'POST', '/subscribe', {
    headers: form,
    body: new URLSearchParams({ email, newsletter: 'marsad', ...more }).toString(),
  })
const byJson = (email: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  knock(house, 'POST', '/api/v1/subscriptions', {
    headers: json,
    body: JSON.stringify({ email, newsletter: 'marsad', ...more }),
  })
const withoutDate = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, date: 'whenever' } })
const mailsOf = async (reader: Reader): Promise<string[]> => {
  await house.settles()
  return reader.subjects()
}

test('whoever asks, the answer is the same, byte for byte; which mail comes of it depends on the reader', async () => {
  const [stranger, pending, active, left, suppressed] = ['new', 'pending', 'active', 'left', 'suppressed'].map((name) =>
    house.reader(`${name}@example.org`),
  ) as [Reader, Reader, Reader, Reader, Reader]
  await pending.signsUp()
  await active.subscribes()
  await left.subscribes()
  await knock(house, 'POST', new URL(await left.link('unsubscribe')).pathname)
  await house.api('POST', '/api/v1/suppressions', { email: suppressed.address })
  const everybody = [stranger, pending, active, left, suppressed]
  const before = new Map(
    await Promise.all(everybody.map(async (reader) => [reader, (await mailsOf(reader)).length] as const)),
  )
  const newest = async (reader: Reader) => (await mailsOf(reader)).slice(before.get(reader))

  await house.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  const forms = []
  for (const { address } of everybody) forms.push(withoutDate(await byForm(address, { lang: 'en' })))
  expect(new Set(forms.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(forms[0]).toMatchObject({ status: 303, headers: { location: '/subscribe/sent?lang=en&newsletter=marsad' } })
  expect(await newest(stranger)).toEqual(['Confirm your subscription to مرصد'])
  expect(await newest(pending)).toEqual(['Confirm your subscription to مرصد'])
  expect(await newest(active)).toEqual(['اشتراكك في «مرصد» قائم بالفعل'])
  expect(await newest(left)).toEqual(['Come back to مرصد?'])
  expect(await newest(suppressed)).toEqual([])

  await house.travelsTo('2026-03-03T12:00[Asia/Riyadh]')
  const answers = []
  for (const { address } of everybody) answers.push(withoutDate(await byJson(address, { lang: 'ar' })))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 202, text: '{"status":"accepted"}' })
  expect((await newest(stranger)).slice(1)).toEqual(['تأكيد اشتراكك في «مرصد»'])
  expect((await newest(pending)).slice(1)).toEqual(['تأكيد اشتراكك في «مرصد»'])
  expect((await newest(left)).slice(1)).toEqual(['العودة إلى «مرصد»'])
  expect(await newest(suppressed)).toEqual([])
})

test('an active reader’s own choices are not touched by a form that anybody can send', async () => {
  const salma = house.reader('own-choice@example.org')
  await salma.subscribes({ cadence: 'weekly' })
  await byJson(salma.address, { cadence: 'instantly', lang: 'en', zone: 'Africa/Cairo', name: 'Eve' })
  expect(await house.subscriptionOf(salma)).toMatchObject({
    state: 'active',
    cadence: 'weekly',
    lang: 'ar',
    zone: null,
  })
})

test('asking again within a quarter of an hour mails nothing more, and neither does a fourth time in a day', async () => {
  const nour = house.reader('again@example.org')
  const at = (time: string) => house.travelsTo(`2026-03-04T${time}[Asia/Riyadh]`)
  const asks = async (time: string): Promise<number> => {
    await at(time)
    await byForm(nour.address)
    return (await mailsOf(nour)).length
  }
  expect(await asks('10:00')).toBe(1)
  expect(await asks('10:14')).toBe(1)
  expect(await asks('10:16')).toBe(2)
  expect(await asks('11:00')).toBe(3)
  expect(await asks('12:00')).toBe(3)
  await byForm(nour.address, { newsletter: 'second' })
  expect((await mailsOf(nour)).length).toBe(3)
  await at('23:59')
  expect(await asks('23:59')).toBe(3)
  await house.travelsTo('2026-03-05T10:01[Asia/Riyadh]')
  await byForm(nour.address)
  expect((await mailsOf(nour)).length).toBe(4)
})

test('fifty requests for one address at once bring one mail', async () => {
  const victim = house.reader('victim@example.org')
  const spellings = ['victim@example.org', 'Victim@Example.org', ' VICTIM@example.ORG ', '<victim@example.org>']
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => {
      const spelling = spellings[n % spellings.length] ?? ''
      return n % 2 === 0 ? byForm(spelling) : byJson(spelling)
    }),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 202]))
  await house.settles()
  const mails = house.sink.received.filter(({ to }) => to.toLowerCase() === victim.address)
  expect(mails).toHaveLength(1)
  expect((await house.api('GET', '/api/v1/subscribers?q=victim')).body.items).toHaveLength(1)
})

test('the form of the page works as it stands, without script', async () => {
  const page = await knock(house, 'GET', '/n/marsad?lang=en')
  const reader = house.reader('by-page@example.org')
  const answer = await submit(house, formTo(page.text, '/subscribe'), { email: reader.address })
  expect([answer.status, answer.headers.location]).toEqual([303, '/subscribe/sent?lang=en&newsletter=marsad'])
  const sent = await knock(house, 'GET', answer.headers.location ?? '')
  expect([sent.status, sent.text.includes('<html lang="en"')]).toEqual([200, true])
  expect(sent.text).not.toContain('by-page')
  expect(await mailsOf(reader)).toEqual(['Confirm your subscription to مرصد'])
})

test('a field that no person sees gives machines away: they are told the same, and nothing happens', async () => {
  const bot = house.reader('bot@example.org')
  const [trapped, free] = [
    await byForm(bot.address, { website: 'https://spam.example' }),
    await byForm('free@example.org'),
  ]
  expect(withoutDate(trapped)).toEqual(withoutDate(free))
  expect(await mailsOf(bot)).toEqual([])
  expect(await house.subscriptionOf(bot)).toBeNull()
})

test('a cadence that this newsletter does not offer is refused before anything is said of the address', async () => {
  await house.founds('slow', { cadence: 'weekly', cadences: ['weekly'] })
  const refused = await byJson('slow@example.org', { newsletter: 'slow', cadence: 'instantly' })
  expect([refused.status, JSON.parse(refused.text).errors]).toEqual([
    400,
    [{ path: 'cadence', message: 'This newsletter does not offer that. Choose one of its own.' }],
  ])
  expect((await byJson('slow@example.org', { newsletter: 'slow', cadence: 'weekly' })).status).toBe(202)
})

test('other sites may sign readers up, and never with credentials', async () => {
  const origin = { Origin: 'https://blog.example' }
  const preflight = await knock(house, 'OPTIONS', '/api/v1/subscriptions', {
    headers: { ...origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
  })
  expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, '*'])
  expect(preflight.headers['access-control-allow-methods']).toContain('POST')
  expect(preflight.headers['access-control-allow-headers']).toMatch(/content-type/i)
  const signup = await knock(house, 'POST', '/api/v1/subscriptions', {
    headers: { ...json, ...origin, Cookie: 'session=x' },
    body: JSON.stringify({ email: 'widget@example.org', newsletter: 'marsad' }),
  })
  const refusal = await knock(house, 'POST', '/api/v1/subscriptions', { headers: { ...json, ...origin }, body: '{' })
  for (const answer of [preflight, signup, refusal]) {
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect(answer.headers['set-cookie']).toBeUndefined()
  }
})

test('nothing else is open to other sites', async () => {
  for (const path of ['/api/v1/subscribers', '/api/v1/posts', '/api/openapi.json', '/admin', '/', '/subscribe']) {
    const answer = await knock(house, 'OPTIONS', path, {
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect([path, answer.headers['access-control-allow-origin']]).toEqual([path, undefined])
  }
})

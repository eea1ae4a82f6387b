import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { browser, form, knock, type Knock } from './knock.ts'
import { expectProblemPage } from './problem.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
  await house.founds('weekly-only', { cadence: 'weekly', cadences: ['weekly'] })
})
afterAll(async () => house[Symbol.asyncDispose]())

const ask = (lang: string, method: string, path: string, { headers, body }: Knock = {}) =>
  knock(house, method, path, { headers: { ...browser(lang), ...headers }, ...(body === undefined ? {} : { body }) })
const filled = (fields: Record<string, string> | string[][]): Knock => ({
  headers: form,
  body: new URLSearchParams(fields).toString(),
})

const typed = [
  '',
  'salma',
  'salma@example',
  'salma@example.org, eve@example.org',
  'salma@example.org\r\nBcc: eve@example.org',
  '<script>alert(1)</script>@example.org',
  'salma@exa\u202Emple.org',
  'salma\0@example.org',
  '\uFFFD@example.org',
]

test('an address that cannot be mailed brings the form back, with what was typed and what is wrong, in the form’s language', async () => {
  for (const email of typed) {
    const english = await ask(
      'ar',
      'POST',
      '/subscribe',
      filled({ email, newsletter: 'marsad', lang: 'en', cadence: 'weekly' }),
    )
    expect([email, english.status]).toEqual([email, 400])
    expect(english.text).toContain('<html lang="en" dir="ltr"')
    expect(english.text).toMatch(/<p class="fault" id="email-fault">[^<]+<\/p>/)
    expect(english.text).toMatch(/value="weekly" checked/)
    expect(english.text).not.toMatch(/<script>alert|\u202E/)
    const arabic = await ask('en', 'POST', '/subscribe', filled({ email, newsletter: 'marsad', lang: 'ar' }))
    expect(arabic.text).toContain('<html lang="ar" dir="rtl"')
  }
  const again = await ask('en', 'POST', '/subscribe', filled({ email: 'salma"@example', newsletter: 'marsad' }))
  expect(again.text).toContain('value="salma&quot;@example"')
})

test('a cadence that the newsletter does not offer brings the form back, with what was typed', async () => {
  for (const cadence of ['hourly', 'instantly', '__proto__', '\0']) {
    const answer = await ask(
      'en',
      'POST',
      '/subscribe',
      filled({ email: 'salma@example.org', newsletter: 'weekly-only', lang: 'en', cadence }),
    )
    expect([cadence, answer.status]).toEqual([cadence, 400])
    expect(answer.text).toContain('value="salma@example.org"')
  }
})

interface Bad {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly asked?: Knock
  readonly status: number
}

const bad = (what: string, method: string, path: string, status: number, asked?: Knock): Bad => ({
  what,
  method,
  path,
  status,
  ...(asked ? { asked } : {}),
})

const good = { email: 'salma@example.org', newsletter: 'marsad' }
const forms = [
  bad('a signup for an unknown newsletter', 'POST', '/subscribe', 400, filled({ ...good, newsletter: 'nowhere' })),
  bad('a signup for a newsletter named NUL', 'POST', '/subscribe', 400, filled({ ...good, newsletter: 'marsad\0' })),
  bad(
    'a signup for two newsletters at once',
    'POST',
    '/subscribe',
    400,
    filled([...Object.entries(good), ['newsletter', 'weekly-only']]),
  ),
  bad('a signup of nothing', 'POST', '/subscribe', 400, { headers: form, body: '' }),
  bad('a signup of 21 fields', 'POST', '/subscribe', 413, filled(Array.from({ length: 21 }, (_, n) => [`f${n}`, 'x']))),
  bad('a signup of 20 kB', 'POST', '/subscribe', 413, filled({ ...good, zone: 'x'.repeat(20_000) })),
  bad('a signup in JSON at the form’s door', 'POST', '/subscribe', 400, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...good, newsletter: 'nowhere' }),
  }),
  bad('a signup as multipart', 'POST', '/subscribe', 400, {
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nsalma@example.org\r\n--x--\r\n',
  }),
  bad('a form in a charset there is not', 'POST', '/subscribe', 415, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=klingon' },
    body: 'email=x',
  }),
  bad('a form that claims to be compressed and is not', 'POST', '/subscribe', 400, {
    headers: { ...form, 'Content-Encoding': 'gzip' },
    body: 'email=salma@example.org',
  }),
  bad('a nested form', 'POST', '/subscribe', 400, { headers: form, body: 'email[$ne]=x&newsletter[__proto__][x]=1' }),
  bad('a form of broken percent-encoding', 'POST', '/subscribe', 400, {
    headers: form,
    body: 'email=%E0%A4%A&newsletter=%FF%FE',
  }),
]

const pages = [
  ...['nowhere', '%00', 'a%00', '__proto__', 'constructor', '..%2f..%2fetc%2fpasswd', 'x'.repeat(5000), '%D9%85'].map(
    (slug) => bad(`the newsletter ${slug.slice(0, 30)}`, 'GET', `/n/${slug}`, 404),
  ),
  ...['nothing', '__proto__', 'toString', '%00'].map((kind) =>
    bad(`the problem ${kind}`, 'GET', `/problems/${kind}`, 404),
  ),
  ...['/n/%E0%A4%A', '/confirm/%', '/unsubscribe/%ff', '/preferences/%zz', '/problems/%'].map((path) =>
    bad(`the broken path ${path}`, 'GET', path, 400),
  ),
  bad('a page that is not there', 'GET', '/wp-login.php', 404),
  bad('deleting a newsletter', 'DELETE', '/n/marsad', 404),
  bad('the inbox of a demo, on a server', 'GET', '/dev/inbox', 404),
  bad('the messages of a demo, on a server', 'GET', '/dev/inbox/messages', 404),
  bad('the site of a demo, on a server', 'GET', '/dev/site/ar', 404),
]

const rubbish = ['x', 'A'.repeat(48), `${'A'.repeat(47)}%00`, 'A'.repeat(5000), '%F0%9F%92%A9', 'constructor']
const tokens = rubbish.flatMap((token) => [
  bad(`looking at a confirmation ${token.slice(0, 12)}`, 'GET', `/confirm/${token}`, 404),
  bad(`confirming ${token.slice(0, 12)}`, 'POST', `/confirm/${token}`, 404, filled({ lang: 'en' })),
  bad(`renewing ${token.slice(0, 12)}`, 'POST', `/confirm/${token}/renew`, 404, filled({ lang: 'en' })),
  bad(`looking at leaving ${token.slice(0, 12)}`, 'GET', `/unsubscribe/${token}`, 404),
  bad(
    `leaving by ${token.slice(0, 12)}`,
    'POST',
    `/unsubscribe/${token}`,
    404,
    filled({ 'List-Unsubscribe': 'One-Click' }),
  ),
  bad(`coming back by ${token.slice(0, 12)}`, 'POST', `/resubscribe/${token}`, 404, filled({})),
  bad(`looking at preferences ${token.slice(0, 12)}`, 'GET', `/preferences/${token}`, 404),
  bad(
    `changing preferences ${token.slice(0, 12)}`,
    'POST',
    `/preferences/${token}`,
    404,
    filled({ cadence: 'weekly' }),
  ),
])

test.each([...forms, ...pages, ...tokens])('$what is answered with a page in the reader’s language', async (asked) => {
  for (const lang of ['ar', 'en'])
    expectProblemPage(await ask(lang, asked.method, asked.path, asked.asked), asked.status, lang)
})

test('a program that asks for JSON at a page’s door is told in JSON', async () => {
  const answer = await knock(house, 'GET', '/n/nowhere', { headers: { Accept: 'application/json' } })
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8'])
})

test('a query may hold anything: the page takes from it what it knows', async () => {
  for (const query of [
    'lang=ar&lang=en',
    'lang[]=ar',
    'lang[__proto__]=ar',
    '__proto__[x]=1',
    'lang=%00',
    '%E0%A4%A',
    'newsletter=%00',
  ])
    for (const path of ['/', '/n/marsad', '/subscribe/sent', '/preferences/link', '/api/docs', '/admin/sign-in']) {
      const answer = await ask('ar', 'GET', `${path}?${query}`)
      expect([path, query, answer.status]).toEqual([path, query, 200])
    }
})

test('an address asked for a manage link is checked like any other', async () => {
  for (const email of typed) {
    const answer = await ask('ar', 'POST', '/preferences/link', filled({ email, lang: 'en' }))
    expect([email, answer.status]).toEqual([email, 400])
    expect(answer.text).toMatch(/<p class="fault" id="email-fault">[^<]+<\/p>/)
  }
})

test('after all of this nobody was taken in', async () => {
  expect((await house.api('GET', '/api/v1/subscribers')).body).toEqual({ items: [], next: null })
})

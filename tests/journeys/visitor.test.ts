import { expect, test } from '@jest/globals'
import { openHouse } from '../support/house.ts'
import { until } from '../support/wait.ts'
import { openSite } from '../usecases/site.ts'

const page = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init)
  return { status: response.status, html: await response.text() }
}

const formAction = (html: string, start: string): string => new RegExp(`action="(${start}[^"]*)"`).exec(html)?.[1] ?? ''

test('a visitor subscribes, confirms, reads the digest of a site’s new posts, leaves, thinks better of it, and leaves for good', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  await using site = await openSite({
    id: 1,
    title: 'مقال قديم',
    text: 'كان هنا من قبل.',
    published: new Date('2026-03-02T08:00Z'),
  })
  const { body: source } = await house.api('POST', '/api/v1/sources', {
    kind: 'wordpress',
    url: site.url,
    newsletter: 'marsad',
  })
  await until('the site has been looked at', async () => {
    const { body } = await house.api('GET', '/api/v1/sources')
    return body.items[0].lastFetchAt !== null
  })

  const mona = house.reader('mona@example.org')
  const form = await page(`${house.url}/n/marsad?lang=ar`)
  expect(form.html).toMatch(/<html[^>]* dir="rtl"/)
  expect(formAction(form.html, '/subscribe')).toBe('/subscribe')
  const sent = await mona.signsUp({ lang: 'ar', cadence: 'daily' })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/subscribe\/sent/)])
  expect(await mona.subjects()).toEqual(['تأكيد اشتراكك في «مرصد»'])

  const confirmUrl = await mona.link('confirm')
  for (let robot = 0; robot < 3; robot += 1) expect((await page(confirmUrl)).status).toBe(200)
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'pending', confirmedAt: null })
  for (let press = 0; press < 2; press += 1) expect((await mona.confirms()).status).toBe(200)
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'active' })

  site.articles.push({ id: 2, title: 'مقال جديد', text: 'نُشر بعد الاشتراك.', published: new Date('2026-03-03T07:00Z') })
  site.articles.push({
    id: 3,
    title: 'مقال محجوب',
    text: 'سر',
    published: new Date('2026-03-03T07:00Z'),
    hidden: 'password',
  })
  const looked = await house.api('POST', `/api/v1/sources/${source.id}/sync`)
  expect(looked.body).toMatchObject({ new: 1, known: 1, refused: 1, fault: null })
  await house.travelsTo('2026-03-04T08:00[Asia/Riyadh]')
  await house.travelsTo('2026-03-05T08:00[Asia/Riyadh]')
  expect(await mona.subjects()).toEqual(['تأكيد اشتراكك في «مرصد»', 'مقال جديد'])
  expect((await mona.mails())[1]?.text).not.toMatch(/قديم|محجوب/)

  const unsubscribeUrl = await mona.link('unsubscribe')
  const asked = await page(unsubscribeUrl)
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'active' })
  const goodbye = await page(`${house.url}${formAction(asked.html, '/unsubscribe/')}`, { method: 'POST' })
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'unsubscribed' })
  const undo = formAction(goodbye.html, '/resubscribe/')
  expect((await page(`${house.url}${undo}`, { method: 'POST' })).status).toBe(200)
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'active' })
  await house.publishes('مقال بعد العودة')
  await house.travelsTo('2026-03-06T08:00[Asia/Riyadh]')
  expect((await mona.subjects()).at(-1)).toBe('مقال بعد العودة')

  const oneClick = await mona.clicksOneClickUnsubscribe()
  expect([oneClick.status, oneClick.redirected]).toEqual([200, false])
  expect((await page(`${house.url}${undo}`, { method: 'POST' })).status).toBeGreaterThanOrEqual(400)
  await house.publishes('مقال بعد الرحيل')
  await house.travelsTo('2026-03-08T08:00[Asia/Riyadh]')
  expect(await house.subscriptionOf(mona)).toMatchObject({ state: 'unsubscribed' })
  expect(await mona.subjects()).toHaveLength(3)
})

import { expect } from '@jest/globals'
import { honestWords } from './sample-content.ts'
import { sampleCounts } from './newsroom-samples.ts'
import { samplePages } from './samples.ts'
import { browserTest as test } from '../support/browser.ts'
import { showPages } from './shown-pages.ts'

const pages = samplePages('ar', honestWords)
const page = (name: string): string => pages[name] ?? ''
const patience = 60_000

const progress = (state: string): string =>
  JSON.stringify({ state, counts: { ...sampleCounts, planned: 0, accepted: 3391 + 1400 } })

test(
  'the form tells the reader’s time zone, and the policy finds nothing to forbid',
  async () => {
    await using shown = await showPages({ '/n/sada': page('newsletter') })
    const context = await shown.browser.newContext({ timezoneId: 'Africa/Cairo' })
    const tab = await context.newPage()
    const complaints: string[] = []
    tab.on('console', (message) => complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.goto(shown.url('/n/sada'))
    await tab.fill('#email', 'salma@example.org')
    await tab.getByRole('button', { name: 'اشتراك' }).click()
    await tab.waitForURL('**/subscribe')
    expect(Object.fromEntries(new URLSearchParams(shown.posted[0]))).toEqual({
      newsletter: 'sada',
      lang: 'ar',
      zone: 'Africa/Cairo',
      website: '',
      email: 'salma@example.org',
      cadence: 'daily',
    })
    expect(complaints).toEqual([])
  },
  patience,
)

test(
  'without script the same form is sent, the zone left open',
  async () => {
    await using shown = await showPages({ '/n/sada': page('newsletter') })
    const context = await shown.browser.newContext({ javaScriptEnabled: false })
    const tab = await context.newPage()
    await tab.goto(shown.url('/n/sada'))
    await tab.fill('#email', 'salma@example.org')
    await tab.click('button[type=submit]')
    await tab.waitForURL('**/subscribe')
    expect(new URLSearchParams(shown.posted[0]).get('zone')).toBe('')
  },
  patience,
)

test(
  'a mistyped address is refused in the language of the page, and accepted once it is mended',
  async () => {
    await using shown = await showPages({ '/n/sada': page('newsletter') })
    const tab = await shown.browser.newPage({ locale: 'en' })
    await tab.goto(shown.url('/n/sada'))
    await tab.fill('#email', 'salma')
    await tab.click('button[type=submit]')
    const words = (): Promise<string> => tab.$eval('#email', (input) => (input as HTMLInputElement).validationMessage)
    expect(await words()).toBe('المطلوب عنوان بريد كامل، مثل name@example.org')
    await tab.fill('#email', 'salma@example.org')
    expect(await words()).toBe('')
    expect(shown.posted).toEqual([])
  },
  patience,
)

test(
  'a second press while the first is under way sends nothing more',
  async () => {
    await using shown = await showPages({ '/confirm/t': page('confirm') })
    const tab = await shown.browser.newPage()
    await tab.goto(shown.url('/confirm/t'))
    await tab.evaluate(() => {
      const form = document.querySelector('form')
      form?.addEventListener('submit', (event) => event.preventDefault(), { once: true })
    })
    await tab.click('main button')
    await tab.click('main button')
    await tab.waitForTimeout(200)
    expect(shown.posted).toEqual([])
    expect(await tab.$eval('main form', (form) => form.hasAttribute('data-busy'))).toBe(true)
  },
  patience,
)

test(
  'the console’s link opens the newsroom by itself',
  async () => {
    await using shown = await showPages({ '/enter/t': page('enter') })
    const tab = await shown.browser.newPage()
    await tab.goto(shown.url('/enter/t'))
    await tab.waitForURL('**/admin/enter/token')
    expect(shown.posted).toHaveLength(1)
  },
  patience,
)

test(
  'the numbers and the bar of an issue follow its deliveries, and the page comes anew when the issue ends',
  async () => {
    const served: Record<string, string> = { '/admin/issues/42': page('issue') }
    served['/admin/issues/42/progress'] = progress('sending')
    await using shown = await showPages(served)
    const tab = await shown.browser.newPage()
    await tab.goto(shown.url('/admin/issues/42'))
    const accepted = tab.locator('td [data-count=accepted]')
    await accepted.filter({ hasText: '4,791' }).waitFor({ timeout: 10_000 })
    expect(await tab.locator('#progress ~ .lead').textContent()).toBe('حُسم 4,931 من 5,000')
    expect(await tab.locator('rect[data-segment=accepted]').getAttribute('width')).toBe('95.82%')
    served['/admin/issues/42'] = page('issue-finished')
    served['/admin/issues/42/progress'] = progress('finished')
    await tab.getByText('مكتمل').waitFor({ timeout: 10_000 })
    expect(await tab.locator('[data-progress-url]').count()).toBe(0)
  },
  patience,
)

import { expect, test } from '@jest/globals'
import { load } from 'cheerio'
import { consentWordingVersion } from '../../src/i18n/pages.ts'
import { newsletterPage } from '../../src/pages/public/newsletter.tsx'
import type { SubscribeForm } from '../../src/pages/public/newsletter.tsx'
import { honestWords, hostileWords } from './sample-content.ts'
import { sampleNewsletter } from './samples.ts'

const newsletter = sampleNewsletter(honestWords)
const pageWith = (form: SubscribeForm, lang: 'ar' | 'en' = 'ar') =>
  load(newsletterPage({ lang, newsletter, form, recentPosts: [] }))

test('a reader without script sends everything the service needs', () => {
  const $ = pageWith({ email: '', cadence: 'daily' })
  expect($('form').attr('action')).toBe('/subscribe')
  expect($('form').serializeArray()).toEqual([
    { name: 'newsletter', value: 'sada' },
    { name: 'lang', value: 'ar' },
    { name: 'zone', value: '' },
    { name: 'website', value: '' },
    { name: 'email', value: '' },
    { name: 'cadence', value: 'daily' },
  ])
})

test('the trap is out of sight and out of the way of keyboards and screen readers', () => {
  const $ = pageWith({ email: '', cadence: 'daily' })
  expect($('[name=website]').attr()).toMatchObject({ tabindex: '-1', autocomplete: 'off' })
  expect($('[name=website]').closest('[aria-hidden=true].unseen')).toHaveLength(1)
})

test('the cadences on offer say when they come, in the newsletter’s zone and digits, and which is the usual one', () => {
  const $ = pageWith({ email: '', cadence: 'weekly' })
  const options = $('.option')
    .toArray()
    .map((option) => $(option).text())
  expect(options).toEqual([
    'فور النشررسالة لكل مقالة جديدة، بُعيد نشرها',
    'كل يومالمعتادموجز واحد الساعة ٨:٠٠\u00a0ص (توقيت المملكة العربية السعودية)',
    'كل أسبوعموجز واحد يوم الأحد الساعة ٨:٠٠\u00a0ص (توقيت المملكة العربية السعودية)',
  ])
  expect($('input[name=cadence]:checked').val()).toBe('weekly')
})

test('a newsletter with one cadence asks nothing and says how often it comes', () => {
  const single = { ...newsletter, cadence: 'weekly' as const, cadences: ['weekly' as const] }
  const $ = load(
    newsletterPage({ lang: 'ar', newsletter: single, form: { email: '', cadence: 'weekly' }, recentPosts: [] }),
  )
  expect($('input[type=radio]')).toHaveLength(0)
  expect($('input[type=hidden][name=cadence]').val()).toBe('weekly')
  expect($('form').text()).toContain('تصل كل أسبوع.')
})

test('a mistyped address stays in its field without invisible marks, with words about what to mend', () => {
  const $ = pageWith({ email: hostileWords.typed, cadence: 'daily', faults: { email: 'incomplete_domain' } }, 'en')
  expect($('#email').val()).toBe(hostileWords.typed.replace('\u202e', ''))
  expect($('#email').attr()).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': 'email-fault' })
  expect($('#email-fault').text()).toBe('The end of the address is missing, such as .com or .org.')
})

test('the version of the words beside the form names its language', () => {
  for (const lang of ['ar', 'en'] as const)
    expect(consentWordingVersion(lang)).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d\\.${lang}$`))
})

test('each recent post keeps the direction of its own language, and its date the page’s', () => {
  const recentPosts = [
    { title: 'What we learned', url: 'https://example.org/a', publishedAt: new Date(0), excerpt: '', lang: 'en' },
    { title: 'أسبوع', url: 'https://example.org/b', publishedAt: new Date(0), excerpt: '', lang: null },
  ]
  const $ = load(newsletterPage({ lang: 'ar', newsletter, form: { email: '', cadence: 'daily' }, recentPosts }))
  expect(
    $('article')
      .toArray()
      .map((article) => [article.attribs['dir'], article.attribs['lang']]),
  ).toEqual([
    ['ltr', 'en'],
    ['auto', undefined],
  ])
  expect($('article time').first().text()).toBe('١ يناير ١٩٧٠')
})

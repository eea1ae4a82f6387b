import { expect, test } from '@jest/globals'
import { load } from 'cheerio'
import { problemKinds } from '../../src/i18n/problems.ts'
import { confirmPage, confirmedPage } from '../../src/pages/public/confirm.tsx'
import { linkExpiredPage } from '../../src/pages/public/broken-link.tsx'
import { framedMail, inboxPage } from '../../src/pages/public/inbox.tsx'
import { newsletterPage } from '../../src/pages/public/newsletter.tsx'
import { preferencesPage } from '../../src/pages/public/preferences.tsx'
import { problemKindPage, problemPage } from '../../src/pages/public/problem.tsx'
import { sentPage } from '../../src/pages/public/sent.tsx'
import { goodbyePage, unsubscribePage } from '../../src/pages/public/unsubscribe.tsx'
import { directionOfTag } from '../../src/pages/parts/direction.ts'
import { maskAddress } from '../../src/pages/parts/names.tsx'
import { honestWords, sampleMail } from './sample-content.ts'
import { sampleNewsletter } from './samples.ts'

const newsletter = sampleNewsletter(honestWords)
const page = { lang: 'ar', newsletter } as const
const address = 'salma@example.org'

test('pages behind a link that may be forwarded do not tell the address, and no search engine lists them', () => {
  const pages = [
    confirmPage({ ...page, address, action: '/confirm/t' }),
    unsubscribePage({ ...page, address, action: '/unsubscribe/t' }),
  ]
  for (const html of pages) {
    expect(html).not.toContain(address)
    expect(load(html)('main').text()).toContain('s•••@example.org')
    expect(load(html)('meta[name=robots]').attr('content')).toBe('noindex')
  }
  expect(maskAddress(maskAddress('منى@مثال.السعودية'))).toBe('م•••@مثال.السعودية')
  expect(maskAddress('nonsense')).toBe('•••')
})

test('a confirmation asks for one press and says so on one button', () => {
  const $ = load(confirmPage({ ...page, address, action: '/confirm/t' }))
  expect($('form').attr('action')).toBe('/confirm/t')
  expect($('form').attr('data-auto-submit')).toBeUndefined()
  expect($('main button').text()).toBe('تأكيد الاشتراك')
})

test('the welcome names the day and hour of the next issue in the reader’s zone', () => {
  const links = { preferencesUrl: '/preferences/t', unsubscribeUrl: '/unsubscribe/t' }
  const at = new Date('2026-11-22T22:00:00Z')
  const $ = load(confirmedPage({ ...page, ...links, nextIssue: { cadence: 'daily', at, zone: 'Asia/Riyadh' } }))
  expect($('main time').attr('datetime')).toBe('2026-11-22T22:00:00.000Z')
  expect($('main').text()).toContain('٢٣ نوفمبر ٢٠٢٦ الساعة ١:٠٠\u00a0ص')
  const instantly = load(
    confirmedPage({ ...page, ...links, nextIssue: { cadence: 'instantly', at: null, zone: 'UTC' } }),
  )
  expect(instantly('main').text()).toContain('تصلك كل مقالة جديدة بُعيد نشرها.')
})

test('an expired link offers a fresh one where it is known for whom', () => {
  const $ = load(linkExpiredPage({ ...page, resend: { action: '/confirm/t/renew', token: 't0k' } }))
  expect($('main form').attr('action')).toBe('/confirm/t/renew')
  expect($('main input[name=token]').val()).toBe('t0k')
  expect(load(linkExpiredPage({ lang: 'ar' }))('main form')).toHaveLength(0)
})

test('a reader who left can undo it, but one who never confirmed has nothing to undo', () => {
  expect(load(goodbyePage({ ...page, undo: { action: '/resubscribe/t' } }))('main form').attr('action')).toBe(
    '/resubscribe/t',
  )
  expect(load(goodbyePage({ ...page, undo: null }))('main form')).toHaveLength(0)
})

test('the preferences show what is chosen now, and nothing to choose once the subscription has ended', () => {
  const settings = {
    ...page,
    address,
    action: '/preferences/t',
    unsubscribeAction: '/unsubscribe/t',
    cadence: null,
    readerLang: 'en',
  } as const
  const $ = load(preferencesPage({ ...settings, state: 'active' }))
  expect($('input[name=cadence]:checked').val()).toBe('')
  expect($('input[name=cadence]:checked').closest('label').text()).toContain('وهي حاليًّا: كل يوم')
  expect($('input[name=lang]:checked').val()).toBe('en')
  expect($('.leave form').attr('action')).toBe('/unsubscribe/t')
  expect(load(preferencesPage({ ...settings, state: 'unsubscribed' }))('main form')).toHaveLength(0)
})

test('the answer to a subscribe form names no address and no state', () => {
  expect(load(sentPage(page))('main').text()).not.toMatch(/@|مؤكَّد/)
  expect(load(sentPage(page))('main a').length).toBe(1)
  expect(load(sentPage({ ...page, inboxUrl: '/dev/inbox' }))('main a[href="/dev/inbox"]')).toHaveLength(1)
})

test('the language switch keeps what the page’s address says besides the language', () => {
  const $ = load(sentPage({ ...page, query: { newsletter: 'a&b' } }))
  expect($('a.switch').attr('href')).toBe('?newsletter=a%26b&lang=en')
})

test('every kind of problem has a page of its own in both languages, and a page that a reader meets', () => {
  for (const kind of problemKinds) {
    const arabic = load(problemKindPage({ lang: 'ar', kind }))('main').text()
    const english = load(problemKindPage({ lang: 'en', kind }))('main').text()
    expect(arabic).toMatch(/[\u0621-\u064a]{3}/)
    expect(english).not.toMatch(/[\u0621-\u064a]/)
    expect(load(problemPage({ lang: 'en', status: 400, kind }))('main a').attr('href')).toBe('/?lang=en')
  }
})

test('a mail in the local inbox is framed without scripts, and its links open in the whole window', () => {
  const mail = sampleMail(honestWords)
  const $ = load(inboxPage({ lang: 'ar', messages: [mail], selected: mail, zone: 'UTC' }))
  expect($('iframe').attr()).toMatchObject({
    src: '/dev/inbox/messages/7/html',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
  })
  expect(framedMail('<!doctype html><html><head><title>x')).toBe(
    '<!doctype html><html><head><base target="_top"><title>x',
  )
  expect(framedMail('<header>x')).toBe('<base target="_top"><header>x')
})

test('a colour that is no colour cannot reach the page', () => {
  const html = newsletterPage({
    lang: 'en',
    newsletter: { ...newsletter, colour: 'url(https://evil.example/)' },
    form: { email: '', cadence: 'daily' },
    recentPosts: [],
  })
  expect(html).not.toContain('evil.example')
})

test('languages are laid out as they are written, and unknown ones by their first letter', () => {
  expect(['ar', 'fa-IR', 'ur', 'he', 'en-GB', 'ku-Arab'].map(directionOfTag)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'rtl',
  ])
  expect([null, '', 'not a tag'].map(directionOfTag)).toEqual(['auto', 'auto', 'auto'])
})

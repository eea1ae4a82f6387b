import type { Locale } from '../../src/domain/locale.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import { enterPage, setupPage, signInPage } from '../../src/pages/admin/entrance.tsx'
import { confirmPage, confirmedAlreadyPage, confirmedPage } from '../../src/pages/public/confirm.tsx'
import { linkExpiredPage, linkInvalidPage } from '../../src/pages/public/broken-link.tsx'
import { homePage } from '../../src/pages/public/home.tsx'
import { inboxPage } from '../../src/pages/public/inbox.tsx'
import { newsletterPage } from '../../src/pages/public/newsletter.tsx'
import { preferencesLinkPage, preferencesLinkSentPage } from '../../src/pages/public/preferences-link.tsx'
import { preferencesPage } from '../../src/pages/public/preferences.tsx'
import { problemKindPage, problemPage } from '../../src/pages/public/problem.tsx'
import { sentPage } from '../../src/pages/public/sent.tsx'
import { goodbyePage, resubscribedPage, unsubscribePage } from '../../src/pages/public/unsubscribe.tsx'
import { at, sampleMail, samplePosts } from './sample-content.ts'
import type { Words } from './sample-content.ts'
import { newsroomSamples } from './newsroom-samples.ts'

/** A newsletter under somebody's words. */
export const sampleNewsletter = (words: Words): Newsletter => ({
  id: '1',
  slug: 'sada',
  name: words.newsletter,
  description: words.description,
  locale: 'ar',
  digits: 'arab',
  timeZone: 'Asia/Riyadh',
  cadence: 'daily',
  cadences: ['instantly', 'daily', 'weekly'],
  hour: 8,
  weekday: 7,
  settleMinutes: 15,
  maxPosts: 12,
  sender: { name: words.sender, address: 'news@example.org' },
  replyTo: null,
  postalAddress: words.postalAddress,
  siteUrl: 'https://example.org/',
  colour: '#b5462f',
})

const address = 'salma@example.org'
const preferencesUrl = '/preferences/token'

const readerSamples = (lang: Locale, words: Words): Record<string, string> => {
  const newsletter = sampleNewsletter(words)
  const page = { lang, newsletter }
  const form = { email: '', cadence: 'daily' } as const
  const faults = { email: 'incomplete_domain', cadence: 'not_offered' } as const
  const single: Newsletter = { ...newsletter, locale: 'en', cadence: 'weekly', cadences: ['weekly'] }
  const english: Newsletter = { ...single, slug: 'queue', name: 'The Queue', description: 'Small tools, well made.' }
  const nextIssue = { cadence: 'daily', at: at('2026-11-23T05:00:00Z'), zone: 'Asia/Riyadh' } as const
  return {
    home: homePage({ lang, newsletters: [newsletter, english] }),
    'home-none': homePage({ lang, newsletters: [] }),
    newsletter: newsletterPage({ ...page, form, recentPosts: samplePosts(words) }),
    'newsletter-faults': newsletterPage({
      ...page,
      form: { email: words.typed, cadence: 'weekly', faults },
      recentPosts: [],
    }),
    'newsletter-one-cadence': newsletterPage({ lang, newsletter: single, form, recentPosts: samplePosts(words) }),
    sent: sentPage({ ...page, inboxUrl: '/dev/inbox' }),
    'sent-plain': sentPage({ lang }),
    confirm: confirmPage({ ...page, address, action: '/confirm/token' }),
    confirmed: confirmedPage({ ...page, nextIssue, preferencesUrl, unsubscribeUrl: '/unsubscribe/token' }),
    'confirmed-instantly': confirmedPage({
      ...page,
      nextIssue: { cadence: 'instantly', at: null, zone: 'Asia/Riyadh' },
      preferencesUrl,
      unsubscribeUrl: '/unsubscribe/token',
    }),
    'confirmed-already': confirmedAlreadyPage({ ...page, preferencesUrl }),
    'link-expired': linkExpiredPage({ ...page, resend: { action: '/confirm/resend', token: 'token' } }),
    'link-expired-plain': linkExpiredPage({ lang }),
    'link-invalid': linkInvalidPage({ lang }),
    unsubscribe: unsubscribePage({ ...page, address, action: '/unsubscribe/token', preferencesUrl }),
    goodbye: goodbyePage({ ...page, undo: { action: '/resubscribe/token' }, preferencesUrl }),
    'goodbye-unconfirmed': goodbyePage({ ...page, undo: null }),
    resubscribed: resubscribedPage({ ...page, preferencesUrl }),
    ...preferencesSamples(lang, newsletter, words),
  }
}

const preferencesSamples = (lang: Locale, newsletter: Newsletter, words: Words): Record<string, string> => {
  const page = {
    lang,
    newsletter,
    address,
    action: '/preferences/token',
    unsubscribeAction: '/unsubscribe/token',
    cadence: null,
    readerLang: lang,
  }
  return {
    preferences: preferencesPage({ ...page, state: 'active', saved: true }),
    'preferences-faults': preferencesPage({
      ...page,
      cadence: 'weekly',
      state: 'paused',
      faults: { cadence: 'not_offered', lang: 'not_offered' },
    }),
    'preferences-ended': preferencesPage({ ...page, state: 'unsubscribed' }),
    'preferences-link': preferencesLinkPage({ lang, newsletter, email: '' }),
    'preferences-link-faults': preferencesLinkPage({ lang, email: words.typed, fault: 'no_at' }),
    'preferences-link-sent': preferencesLinkSentPage({ lang, inboxUrl: '/dev/inbox' }),
  }
}

const doorSamples = (lang: Locale, words: Words): Record<string, string> => {
  const door = { lang, csrf: 'c5rf' }
  return {
    'sign-in': signInPage({ ...door, email: '' }),
    'sign-in-wrong': signInPage({ ...door, email: words.typed, error: 'wrong' }),
    enter: enterPage({ lang, action: '/admin/enter/token' }),
    setup: setupPage({ ...door, email: '', passwordLength: 12 }),
    'setup-faults': setupPage({
      ...door,
      email: words.typed,
      passwordLength: 12,
      faults: { email: 'empty', password: 'too-short' },
    }),
  }
}

const otherSamples = (lang: Locale, words: Words): Record<string, string> => {
  const mail = sampleMail(words)
  const inbox = { lang, zone: 'Asia/Riyadh' }
  return {
    problem: problemPage({ lang, status: 404, kind: 'not-found' }),
    'problem-own': problemPage({
      lang,
      status: 429,
      kind: 'too-many-requests',
      title: words.newsletter,
      detail: words.description,
      next: { href: '/n/sada', text: words.sender },
    }),
    'problem-kind': problemKindPage({ lang, kind: 'idempotency-mismatch' }),
    inbox: inboxPage({ ...inbox, messages: [mail, { ...mail, id: '8', subject: '' }] }),
    'inbox-none': inboxPage({ ...inbox, messages: [] }),
    'inbox-message': inboxPage({ ...inbox, messages: [mail], selected: mail }),
  }
}

/** Every page in its telling states, by name, with somebody's words in all the places where words are not ours. */
export const samplePages = (lang: Locale, words: Words): Record<string, string> => ({
  ...readerSamples(lang, words),
  ...otherSamples(lang, words),
  ...doorSamples(lang, words),
  ...newsroomSamples(lang, words, sampleNewsletter(words)),
})

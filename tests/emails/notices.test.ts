import { expect, test } from '@jest/globals'
import { visibleLength } from '../../emails/cut.ts'
import { lintMail } from '../../emails/lint.ts'
import type { Notice } from '../../emails/notice.ts'
import { renderNotice } from '../../emails/render.ts'
import { cadences } from '../../src/domain/cadence.ts'
import { locales } from '../../src/domain/locale.ts'
import type { Locale } from '../../src/domain/locale.ts'
import { newsletterIn, salma, times } from './examples.ts'

const url = 'https://news.example/link/QW5kIHRoZXkgcm93ZWQgYWxsIG5pZ2h0Lg'
const noticesIn = (lang: Locale): Notice[] => [
  ...cadences.map((cadence) => ({ kind: 'confirm', lang, confirmUrl: url, cadence }) as const),
  { kind: 'come_back', lang, confirmUrl: url },
  { kind: 'already_subscribed', lang, preferencesUrl: url },
  { kind: 'manage_link', lang, preferencesUrl: url },
]
const all = locales.flatMap((lang) => noticesIn(lang).map((notice) => [lang, notice.kind, notice] as const))

test.each(all)('in %s, the notice "%s" breaks no rule and says the same twice', async (lang, _kind, notice) => {
  const mail = await renderNotice(notice, newsletterIn(lang), { address: salma.address })
  expect(lintMail(mail, lang, { kind: 'notice' })).toEqual([])
  expect(mail.html).toContain(`<bdi dir="ltr">${salma.address}</bdi>`)
  expect(times(mail.html, salma.address)).toBe(1)
  expect(mail.html).toContain(`href="${url}"`)
  expect(mail.text.split('\n')).toContain(url)
  const words = mail.html.replace(/<[^>]+>/g, '')
  const said = mail.text.split('\n').filter((line) => line !== '' && line !== url)
  expect(said.length).toBeGreaterThan(7)
  for (const line of said) expect(words).toContain(line.replace(/:$/, ''))
})

test.each([
  ['instantly', 'فور نشر كل جديد', 'as soon as something is published'],
  ['daily', 'مرة في اليوم', 'once a day'],
  ['weekly', 'مرة في الأسبوع', 'once a week'],
] as const)(
  'a confirmation says that mail comes %s, from whom, for how long the link is good',
  async (cadence, ar, en) => {
    const parts = { address: salma.address }
    const sender = { name: 'Reem', address: 'reem@news.example' }
    const inArabic = await renderNotice(
      { kind: 'confirm', lang: 'ar', confirmUrl: url, cadence },
      newsletterIn('ar', { sender }),
      parts,
    )
    expect(inArabic.text).toContain(`بعد التأكيد تصلك رسائل Reem ${ar}`)
    expect(inArabic.text).toContain('هذا الرابط صالح مدة ٧ أيام.')
    expect(inArabic.text).toContain('من دون التأكيد لن يحدث شيء')
    const inEnglish = await renderNotice(
      { kind: 'confirm', lang: 'en', confirmUrl: url, cadence },
      newsletterIn('en', { sender }),
      parts,
    )
    expect(inEnglish.text).toContain(`Reem will write to you ${en}`)
    expect(inEnglish.text).toContain('This link is good for 7 days.')
    expect(inEnglish.text).toContain('without your confirmation nothing happens')
  },
)

test('the subject of each notice names the newsletter where there is one', async () => {
  const subjects = await Promise.all(
    noticesIn('ar').map(async (notice) => (await renderNotice(notice, newsletterIn('ar'), salma)).subject),
  )
  expect(subjects.slice(2)).toEqual([
    'تأكيد اشتراكك في «نشرة المدينة»',
    'العودة إلى «نشرة المدينة»',
    'اشتراكك في «نشرة المدينة» قائم بالفعل',
    'رابط إدارة اشتراكك',
  ])
})

test('a long name is cut inside its quotes', async () => {
  const newsletter = newsletterIn('ar', {
    name: 'نشرة الحي القديم وما جاوره من الأحياء والحدائق والأسواق والمكتبات والمدارس',
  })
  const { subject } = await renderNotice(
    { kind: 'already_subscribed', lang: 'ar', preferencesUrl: url },
    newsletter,
    salma,
  )
  expect(subject).toMatch(/^اشتراكك في «نشرة الحي القديم .*…» قائم بالفعل$/)
  expect(visibleLength(subject)).toBeLessThanOrEqual(70)
})

test('a reader of an Arabic newsletter who chose English is written to in English', async () => {
  const mail = await renderNotice({ kind: 'come_back', lang: 'en', confirmUrl: url }, newsletterIn('ar'), salma)
  expect(mail.subject).toBe('Come back to نشرة المدينة?')
  expect(mail.html).toContain('<bdi>نشرة المدينة</bdi>')
  expect(lintMail(mail, 'en', { kind: 'notice' })).toEqual([])
})

test('without a newsletter the service speaks for itself', async () => {
  const mail = await renderNotice({ kind: 'manage_link', lang: 'en', preferencesUrl: url }, null, salma)
  expect(mail.text).toContain('Sent by Nashra.')
  expect(mail.html).toContain('<bdi>Nashra</bdi></h1>')
})

test('links at the foot of a notice stand where they are given, and not twice', async () => {
  const parts = { ...salma, preferencesUrl: url }
  const notice = { kind: 'already_subscribed', lang: 'en', preferencesUrl: url } as const
  const { html } = await renderNotice(notice, newsletterIn('en'), parts)
  expect(times(html, url)).toBe(1)
  expect(html).toContain(`href="${salma.unsubscribeUrl}"`)
  const bare = await renderNotice(notice, newsletterIn('en'), { address: salma.address })
  expect(bare.html).not.toContain('Unsubscribe')
})

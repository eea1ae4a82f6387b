import { expect, test } from '@jest/globals'
import { openHouse } from '../support/house.ts'

const arabicPost = 'كيف تُقرأ الأرقام في العربية'
const englishPost = 'Why queues forget'

test('an Arabic and an English reader of one newsletter read the same posts, each in their language', async () => {
  await using house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const [huda, john] = [house.reader('huda@example.org'), house.reader('john@example.org')]
  await huda.subscribes({ lang: 'ar' })
  await john.subscribes({ lang: 'en' })
  expect([await huda.subjects(), await john.subjects()]).toEqual([
    ['تأكيد اشتراكك في «مرصد»'],
    ['Confirm your subscription to مرصد'],
  ])
  await house.publishes(englishPost, { html: '<p>A queue forgets what a ledger remembers.</p>', lang: 'en' })
  await house.publishes(arabicPost, { html: '<p>من اليمين إلى اليسار، إلا الأرقام.</p>' })
  const { planned, renditions } = await house.sends()
  expect([planned, renditions.map(({ lang }: { lang: string }) => lang).toSorted()]).toEqual([2, ['ar', 'en']])

  const [arabic, english] = [(await huda.mails())[1], (await john.mails())[1]]
  expect(arabic?.html).toMatch(/<html lang="ar" dir="rtl"/)
  expect(arabic?.html).not.toMatch(/direction: *ltr/)
  expect(english?.html).toMatch(/<html lang="en" dir="ltr"/)
  // Each post keeps its own direction inside the other's digest.
  for (const mail of [arabic, english]) {
    expect(mail?.html).toMatch(new RegExp(`<div lang="en" dir="ltr">(?:(?!</?div)[^])*${englishPost}`))
    expect(mail?.html).toMatch(new RegExp(`<div lang="ar" dir="rtl">(?:(?!</?div)[^])*${arabicPost}`))
  }
  expect([arabic?.text, english?.text].map((text) => /(إلغاء الاشتراك|Unsubscribe):/.exec(text ?? '')?.[1])).toEqual([
    'إلغاء الاشتراك',
    'Unsubscribe',
  ])
  for (const mail of [arabic, english]) {
    expect(mail?.text).toContain(arabicPost)
    expect(mail?.text).toContain(englishPost)
    expect(Buffer.byteLength(mail?.html ?? '')).toBeLessThan(90_000)
  }

  // A reader who changes their language reads the next one in it.
  const change = { method: 'POST', body: new URLSearchParams({ lang: 'ar' }) }
  expect((await fetch(await john.link('preferences'), change)).status).toBe(200)
  await house.publishes('مقال آخر')
  await house.sends()
  expect((await john.mails())[2]?.html).toMatch(/<html lang="ar" dir="rtl"/)
  expect((await john.subjects())[2]).toBe('مقال آخر')
})

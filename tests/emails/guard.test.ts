import { expect, test } from '@jest/globals'
import { bytesOf, mailBudget } from '../../emails/budget.ts'
import { digestFaults } from '../../emails/guard.ts'
import { renderDigest } from '../../emails/render.ts'
import { locales, type Locale } from '../../src/domain/locale.ts'
import type { RenderedMail } from '../../src/domain/digest.ts'
import { contentIn, newsletterIn, salma } from './examples.ts'

const faultsOf = (mail: RenderedMail, lang: Locale, more: Parameters<typeof newsletterIn>[1] = {}) =>
  digestFaults(mail, { lang, newsletter: newsletterIn(lang, more), parts: salma })

const rendered = (lang: Locale, posts = 3, more: Parameters<typeof newsletterIn>[1] = {}): Promise<RenderedMail> =>
  renderDigest(contentIn(lang, posts), newsletterIn(lang, more), salma)

test.each(locales)('what is rendered in %s may be sent, be it of one post or of sixty', async (lang) => {
  for (const posts of [1, 12, 60]) expect(faultsOf(await rendered(lang, posts), lang)).toEqual([])
})

test('names with signs that HTML writes otherwise do not confuse the guard', async () => {
  const more = { name: 'Tea & "Toast" <daily>', postalAddress: 'Smith & Sons\n"The Old Mill", 5 < 6 Lane' }
  expect(faultsOf(await rendered('en', 2, more), 'en', more)).toEqual([])
})

test.each(locales)('in %s, a digest without postal address, unsubscribe link or reason is held back', async (lang) => {
  const mail = await rendered(lang)
  const [line = ''] = newsletterIn(lang).postalAddress.split('\n')
  const without = (part: string | RegExp, where: 'html' | 'text'): RenderedMail => ({
    ...mail,
    [where]: mail[where].replaceAll(typeof part === 'string' ? part : new RegExp(part, 'g'), ''),
  })
  const reason = lang === 'ar' ? 'لأنك اشتركت' : 'because you subscribed'
  for (const where of ['html', 'text'] as const) {
    expect(faultsOf(without(line, where), lang)).toEqual(['foot_missing'])
    expect(faultsOf(without(salma.unsubscribeUrl, where), lang)).toEqual(['foot_missing'])
    expect(faultsOf(without(reason, where), lang)).toEqual(['reason_missing'])
  }
})

test('a mail above the limit, and a foot behind 95 % of it, are held back', async () => {
  const mail = await rendered('en')
  const grown = (bytes: number): RenderedMail => ({
    ...mail,
    html: mail.html.replace(/(<body[^>]*>)/, `$1<!--${'x'.repeat(bytes - bytesOf(mail.html) - 7)}-->`),
  })
  expect(bytesOf(grown(70_000).html)).toBe(70_000)
  expect(faultsOf(grown(70_000), 'en')).toEqual([])
  expect(faultsOf(grown(73_900), 'en')).toEqual(['foot_too_late'])
  expect(faultsOf(grown(74_001), 'en')).toEqual(['mail_too_large', 'foot_too_late'])
  expect(mailBudget.footBy).toBe(0.95 * mailBudget.hardLimit)
})

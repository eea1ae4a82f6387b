import { expect, test } from '@jest/globals'
import { lintMail } from '../../emails/lint.ts'
import { renderNotice } from '../../emails/render.ts'
import { alarmKinds } from '../../src/domain/alarm.ts'
import { locales } from '../../src/domain/locale.ts'
import { newsletterIn, salma } from './examples.ts'

const facts = {
  newsletter: 'نشرة المدينة',
  count: 11,
  total: 1200,
  name: 'mx.example:587',
  reply: '550 5.7.1 <b>blocked</b> & gone',
  obstacle: 'no_postal_address',
}
const newsroomUrl = 'https://news.example/admin/issues/42?lang=ar'
const all = locales.flatMap((lang) => alarmKinds.map((alarm) => [lang, alarm] as const))

test.each(all)(
  'in %s, the mail about "%s" breaks no rule, fills every place and says the same twice',
  async (lang, alarm) => {
    for (const newsletter of [newsletterIn(lang), null]) {
      const notice = { kind: 'alarm', lang, alarm, facts, paused: true, newsroomUrl } as const
      const mail = await renderNotice(notice, newsletter, { address: salma.address })
      expect(lintMail(mail, lang, { kind: 'notice' })).toEqual([])
      expect(mail.text.split('\n')).toContain(newsroomUrl)
      expect(`${mail.subject}${mail.text}`).not.toMatch(/[{}]|undefined|NaN/)
      const words = mail.html
        .replace(/<[^>]+>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
      const said = mail.text.split('\n').filter((line) => line !== '' && line !== newsroomUrl)
      expect(said.length).toBeGreaterThan(5)
      for (const line of said) expect(words).toContain(line.replace(/:$/, '').replace(/^\u200f/, ''))
    }
  },
)

test('what a relay said stands in the mail as it was said, and does nothing there', async () => {
  const notice = { kind: 'alarm', lang: 'en', alarm: 'breaker', facts, paused: false, newsroomUrl } as const
  const { html, text } = await renderNotice(notice, newsletterIn('en'), { address: salma.address })
  expect(html).toContain('<bdi dir="ltr">550 5.7.1 &lt;b&gt;blocked&lt;/b&gt; &amp; gone</bdi>')
  expect(text).toContain('550 5.7.1 <b>blocked</b> & gone')
  expect(text).not.toContain('paused')
})

import { expect, test } from '@jest/globals'
import { lintMail } from '../../emails/lint.ts'
import { renderDigest } from '../../emails/render.ts'
import type { RenderedMail } from '../../src/domain/digest.ts'
import { contentIn, newsletterIn, postIn, salma } from './examples.ts'

type Spoil = (mail: RenderedMail) => RenderedMail
const inHtml =
  (from: string | RegExp, to: string): Spoil =>
  (mail) => ({ ...mail, html: mail.html.replace(from, to) })
const styled = (css: string): Spoil => inHtml('style="margin:0', `style="${css};margin:0`)

const faults: readonly (readonly [string, Spoil, string])[] = [
  ['html without a language', inHtml('<html lang="ar"', '<html'), '1: html'],
  ['body without a direction', inHtml(/<body lang="ar" dir="rtl"/, '<body lang="ar"'), '1: body'],
  ['a style that says direction:ltr', styled('direction: ltr'), '2:'],
  ['words that nobody aligned', inHtml('</body>', '<p dir="rtl">كلمة</p></body>'), '3:'],
  ['logical alignment', styled('text-align:start'), '4:'],
  ['logical margins', styled('margin-inline-start:4px'), '4:'],
  ['a direction on a link', inHtml('<a ', '<a dir="rtl" '), '5:'],
  ['a language on a table cell', inHtml(/<td\s+align="right"/, '<td lang="ar" align="right"'), '5:'],
  ['Arabic on the left', inHtml(/text-align:right/g, 'text-align:left'), '6:'],
  ['an arrow that points back', inHtml('متابعة القراءة ←', 'متابعة القراءة →'), '8:'],
  ['a direction override', inHtml('علوم', 'علوم\u202e'), '11:'],
  ['letter-spacing', styled('letter-spacing:1px'), '19:'],
  ['italics by style', styled('font-style:italic'), '19:'],
  ['italics by tag', inHtml('علوم', '<em>علوم</em>'), '19:'],
  ['text-transform', styled('text-transform:uppercase'), '19:'],
  ['justified text', styled('text-align:justify'), '19:'],
  ['an underlined heading', inHtml(/(<h2[^>]*><a[^>]*)text-decoration:none/, '$1text-decoration:underline'), '19:'],
  ['too many bytes', inHtml('</html>', `<!--${'x'.repeat(80_000)}--></html>`), '33:'],
  ['no way out', inHtml('>إلغاء الاشتراك<', '>وداعًا<'), 'M14:'],
  ['no preferences', inHtml('>تفضيلات الاشتراك<', '>أهلًا<'), 'M14:'],
  ['no text', (mail) => ({ ...mail, text: ' ' }), 'M10:'],
  ['a mark inside a line of text', (mail) => ({ ...mail, text: mail.text.replace('علوم', 'علوم\u200e') }), '34:'],
  ['a link inside a line of text', (mail) => ({ ...mail, text: mail.text.replaceAll('\nhttps', ' https') }), '34:'],
  ['a subject of two lines', (mail) => ({ ...mail, subject: 'واحد\nاثنان' }), '13:'],
  ['a subject that starts from the left', (mail) => ({ ...mail, subject: 'WordPress متاح' }), '13:'],
  ['an endless subject', (mail) => ({ ...mail, subject: 'كلمة '.repeat(20) }), '30:'],
]

test.each(faults)('lint finds %s', async (_name, spoil, rule) => {
  const mail = await renderDigest(contentIn('ar', 2), newsletterIn('ar'), salma)
  expect(lintMail(mail, 'ar')).toEqual([])
  const spoilt = spoil(mail)
  expect(spoilt).not.toEqual(mail)
  const found = lintMail(spoilt, 'ar')
  expect(found.length).toBeGreaterThan(0)
  expect(found.every((fault) => fault.startsWith(rule))).toBe(true)
})

test('lint lets a notice be without an unsubscribe link, and English be slanted', async () => {
  const mail = await renderDigest(contentIn('en', 1), newsletterIn('en'), salma)
  const bare = { ...mail, html: mail.html.replace('>Unsubscribe<', '><') }
  expect(lintMail(bare, 'en')).toHaveLength(1)
  expect(lintMail(bare, 'en', { kind: 'notice' })).toEqual([])
  const slanted = { ...mail, html: mail.html.replace('style="margin:0', 'style="font-style:italic;margin:0') }
  expect(lintMail(slanted, 'en')).toEqual([])
})

test('an English post on the right of an Arabic digest is found', async () => {
  const content = contentIn('ar', 0, { posts: [postIn('ar', 0), postIn('en', 1)] })
  const mail = await renderDigest(content, newsletterIn('ar'), salma)
  const wrong = { ...mail, html: mail.html.replace(/text-align:left;color/g, 'text-align:right;color') }
  expect(lintMail(wrong, 'ar').join('\n')).toContain('reads ltr but is aligned right')
})

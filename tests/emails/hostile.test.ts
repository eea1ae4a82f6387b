import { expect, test } from '@jest/globals'
import { load } from 'cheerio/slim'
import { lintMail } from '../../emails/lint.ts'
import { element, compileMjml, mjmlOptions } from '../../emails/mjml.ts'
import { renderDigest, renderNotice } from '../../emails/render.ts'
import { contentIn, newsletterIn, postIn, salma } from './examples.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<mj-include path="/etc/passwd"/>',
  '</mj-text></mj-column></mj-section><mj-raw><script>alert(1)</script></mj-raw>',
  '<mjml><mj-body><mj-text>in</mj-text></mj-body></mjml>',
  '{{x}} [[y]] ${process.env.HOME} <%= 7*7 %> #{7*7}',
  "$& $1 $` $' $$",
  '<!--[if mso]><script>alert(1)</script><![endif]-->',
  '--><script>alert(1)</script><!--',
  ']]><script>alert(1)</script>',
  '<style>*{display:none}</style>',
  '{address} {count, plural, one {x} other {y}} {newsletter',
  "it''s '{quoted}' #",
  'font-family: Roboto, Lato',
]
/** No control, no direction mark: what cleaning leaves alone, escaping has to bear. */
const everywhere = (text: string) =>
  postIn('en', 0, {
    title: text,
    excerpt: text,
    author: text,
    categories: [text],
    image: { url: 'https://city.example/a.jpg', alt: text, width: 800, height: 400 },
  })

test.each(hostile)('%j in every field of a post is shown and does nothing', async (text) => {
  const content = contentIn('en', 0, { posts: [everywhere(text), everywhere(text)], note: text, more: 2 })
  const newsletter = newsletterIn('en', { name: text, description: text, postalAddress: text, siteUrl: null })
  const mail = await renderDigest(content, { ...newsletter, sender: { name: text, address: 'a@b.example' } }, salma)
  const $ = load(mail.html)
  expect($('script,iframe,object,link,base,form,mj-include,mj-raw').length).toBe(0)
  expect($('[onerror],[onmouseover],[onclick]').length).toBe(0)
  expect($('h2').first().text()).toBe(text)
  expect($('h1').text()).toBe(text)
  expect($('img').first().attr('alt')).toBe(text)
  expect($('title').text()).toContain(text.slice(0, 20))
  expect(mail.text.split('\n').filter((line) => line.replace('\u200f', '') === text).length).toBeGreaterThan(3)
  expect(mail.html).not.toContain('root:')
  expect(mail.html).not.toContain('googleapis')
  expect(lintMail(mail, 'en').filter((fault) => !fault.startsWith('8:'))).toEqual([])
})

test.each(hostile)('%j as a newsletter’s name and a reader’s address does nothing in a notice', async (text) => {
  const mail = await renderNotice(
    { kind: 'confirm', lang: 'ar', confirmUrl: 'https://news.example/c/1', cadence: 'daily' },
    newsletterIn('ar', { name: text, description: text }),
    { address: text },
  )
  const $ = load(mail.html)
  expect($('script,iframe,link,mj-include').length).toBe(0)
  expect($('h1').text()).toBe(text)
  expect($('bdi[dir=ltr]').text()).toBe(text)
  expect(mail.text).toContain(text)
})

test('direction overrides, line breaks and controls disappear from every field', async () => {
  const text = 'photo \u202Egpj.exe\u202C\r\nline\u2028two\u0000\u0007'
  const posts = [everywhere(text), everywhere(text)]
  const mail = await renderDigest(contentIn('ar', 0, { posts, note: text }), newsletterIn('ar', { name: text }), salma)
  const all = (mail.html + mail.subject + mail.text).replaceAll('\n', '')
  expect(all).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028]/u)
  expect(mail.html).toContain('photo gpj.exe line two')
  expect(lintMail(mail, 'ar')).toEqual([])
})

test.each(['javascript:alert(1)', 'data:text/html,<script>', 'file:///etc/passwd', 'vbscript:x', '//evil.example', ''])(
  'a post that leads to %j is shown without a link and without its image',
  async (url) => {
    const posts = [postIn('en', 0, { url, image: { url, alt: 'a', width: 1, height: 1 } })]
    const { html, text } = await renderDigest(contentIn('en', 0, { posts }), newsletterIn('en'), salma)
    expect(load(html)('h2').html()).toBe('Why queues are forgotten')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('Read more')
    expect(url !== '' && html.includes(url)).toBe(false)
    expect(text).toContain('Why queues are forgotten')
  },
)

test.each(['red;}*{display:none', '#12', 'url(https://evil.example)', '#8a3324"><script>'])(
  'the colour %j never reaches a style',
  async (colour) => {
    const { html } = await renderDigest(contentIn('en', 1), newsletterIn('en', { colour }), salma)
    expect(html).not.toContain(colour)
    expect(html).toContain('border-top:4px solid #8a3324')
  },
)

test('includes are off, and a tree has no way to ask for one', async () => {
  expect(mjmlOptions.ignoreIncludes).toBe(true)
  const include = element('mj-include', { path: '/etc/passwd' })
  const tree = element('mjml', {}, [element('mj-body', {}, [include])])
  await expect(compileMjml(tree, 'en', 'ltr')).rejects.toThrow(/mj-include/)
})

test('strings with quotes cannot leave an attribute of MJML', async () => {
  const image = element('mj-image', { src: 'https://x.example/a.png', alt: '" onerror="alert(1)' })
  const section = element('mj-section', {}, [element('mj-column', {}, [image])])
  const html = await compileMjml(element('mjml', {}, [element('mj-body', {}, [section])]), 'en', 'ltr')
  expect(load(html)('img').attr('alt')).toBe('" onerror="alert(1)')
  expect(load(html)('img').attr('onerror')).toBeUndefined()
})

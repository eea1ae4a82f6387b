import { expect, test } from '@jest/globals'
import { cleanHtml, plainText, plainTitle, proseText } from '../../src/sources/clean.ts'

const post = 'https://site.example/2026/11/post/'
const clean = (html: string) => cleanHtml(html, post)

test.each([
  ['How we moved 40 services &#8212; and what broke', 'How we moved 40 services — and what broke'],
  ['Dash &amp;#8211; twice', 'Dash – twice'],
  ['&amp;quot;اقتباس&amp;quot; &amp;amp; رموز', '"اقتباس" & رموز'],
  ['<b>عنوان</b> فيه &#8220;اقتباس&#8221; &#038; رموز <خاصة> وأسطر', 'عنوان فيه “اقتباس” & رموز <خاصة> وأسطر'],
  ['Using &lt;div&gt; and a < b', 'Using <div> and a < b'],
  ['[فيديو] سطر\nثانٍ\u202e', '[فيديو] سطر ثانٍ'],
  ['one<br>two', 'one two'],
  ['<script>x</script>', ''],
  ['AT&T &unknown; & co', 'AT&T &unknown; & co'],
])('the title %j reads %j', (html, title) => {
  expect(plainTitle(html)).toBe(title)
})

test('unknown shortcodes go, what they enclose stays, and ordinary brackets are nobody’s shortcode', () => {
  expect(clean('<p>[unknown_shortcode id=&#8221;7&#8243;]</p><p>a</p>')).toBe('<p>a</p>')
  expect(clean('<p>[caption id="x" width="300"]<img src="/rel.png" /> تعليق على الصورة[/caption]</p>')).toBe(
    '<p><img src="https://site.example/rel.png" alt="" /> تعليق على الصورة</p>',
  )
  expect(clean('<p>[row][column]نص[/column][/row] [gallery]</p>')).toBe('<p>نص </p>')
  expect(clean('<p>cites [1], [sic] and [ترجمة]</p>')).toBe('<p>cites [1], [sic] and [ترجمة]</p>')
  expect(clean('<pre>x[my_index] [a b="c"]</pre>')).toBe('<pre>x[my_index] [a b="c"]</pre>')
})

const subscribe =
  '<div class="wp-block-jetpack-subscriptions__supports-newline wp-block-jetpack-subscriptions"><h2>اكتشاف المزيد من موقع علم</h2><p>اشترك</p><form action="https://wordpress.com/email-subscriptions"><input type="email"><button>اشترك</button></form></div>'

const group = (inner: string) => `<div class="wp-block-group">${inner}</div>`

test('Jetpack’s subscribe block goes with the heading that introduces it, and nothing else does', () => {
  expect(clean(`<p>نص</p>${subscribe}`)).toBe('<p>نص</p>')
  const hooked = group(group(`<hr><h3>Discover more from X</h3><p>Subscribe now</p>${subscribe}`))
  expect(clean(`<p>نص</p>${hooked}<p>خاتمة</p>`)).toBe('<p>نص</p><p>خاتمة</p>')
  expect(clean(group(`<p>مقال قصير</p>${subscribe}`))).toBe('<div><p>مقال قصير</p></div>')
})

test('share bars, related posts, adverts, counters and hidden words go by their classes', () => {
  const bits = [
    'sharedaddy',
    'jp-relatedposts',
    'jetpack-likes-widget-wrapper',
    'post-views',
    'yarpp',
    'advert',
    'adsbygoogle',
  ]
  const html = bits.map((name) => `<div class="x ${name}"><p>${name}</p></div>`).join('')
  expect(clean(`${html}<p style="display:none">preheader</p><p class="headline">stays</p>`)).toBe('<p>stays</p>')
})

test('"read more" links, "[…]" and feed footers are cut in any language', () => {
  expect(clean('<p>نص <a class="more-link" href="/x">متابعة القراءة</a></p>')).toBe('<p>نص </p>')
  expect(clean('<p>بداية نص [&hellip;]</p>')).toBe('<p>بداية نص…</p>')
  const footer = `<p>ظهرت المقالة <a rel="nofollow" href="${post}?utm_source=rss">عنوان</a> أولاً على <a href="https://site.example">الموقع</a>.</p>`
  expect(clean(`<p>نص</p>${footer}`)).toBe('<p>نص</p>')
  const links = `<p>راجع <a href="${post}">هذه</a> و<a href="https://other.example/">تلك</a></p>`
  expect(clean(links)).toContain('تلك')
})

const src = (html: string) => /src="([^"]*)"/.exec(clean(html))?.[1]

test('lazy images show their real address, in a width fit for mail', () => {
  const gif = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='
  expect(src(`<img src="${gif}" data-src="/a.jpg">`)).toBe('https://site.example/a.jpg')
  expect(src(`<img src="${gif}" data-lazy-src="//cdn.example/b.jpg?x=1&amp;y=2">`)).toBe(
    'https://cdn.example/b.jpg?x=1&amp;y=2',
  )
  expect(src('<img src="/x/blank.gif" data-orig-file="/c.jpg">')).toBe('https://site.example/c.jpg')
  expect(src('<img src="/real.jpg" data-src="/lightbox-5000.jpg">')).toBe('https://site.example/real.jpg')
  const widths = [300, 768, 1024, 1536].map((width) => `/d-${width}.jpg ${width}w`).join(', ')
  expect(src(`<img src="/d.jpg" srcset="${widths}">`)).toBe('https://site.example/d-1024.jpg')
  expect(src(`<img src="${gif}" data-lazy-srcset="/e-400.jpg 400w, /e-2000.jpg 2000w">`)).toBe(
    'https://site.example/e-2000.jpg',
  )
})

test('pixels and images without address go, emoji are letters again', () => {
  expect(clean('<p>a<img src="https://pixel.wp.com/b.gif" width="1" height="1"><img alt="none"></p>')).toBe('<p>a</p>')
  expect(clean('<p>مرحبًا <img class="emoji" src="https://s.w.org/1f389.svg" alt="🎉"></p>')).toBe('<p>مرحبًا 🎉</p>')
})

test('addresses become absolute, Arabic ones percent-encoded', () => {
  expect(clean('<a href="../خبر?x=1">أ</a><a href="#top">ب</a><a href="mailto:a@b.example">ج</a>')).toBe(
    '<a href="https://site.example/2026/11/%D8%AE%D8%A8%D8%B1?x=1">أ</a><a href="https://site.example/2026/11/post/#top">ب</a><a href="mailto:a@b.example">ج</a>',
  )
})

test('directions and languages survive, so that mixed text reads the right way', () => {
  const html = '<p dir="rtl" lang="ar">استعمل <bdi>NIRSpec-2</bdi> و<span dir="ltr">v2.0</span></p>'
  expect(clean(html)).toBe(html)
})

test('what shows nothing is removed, tables keep their empty cells', () => {
  expect(clean('<p>a</p><p>&nbsp;</p><p><br></p><div><span></span></div><a href="/x"></a><ul><li></li></ul>')).toBe(
    '<p>a</p>',
  )
  expect(clean('<table><tr><td></td><td>1</td></tr></table>')).toBe('<table><tr><td></td><td>1</td></tr></table>')
})

test('plain text has a line for each block; running text leaves headings, captions and code aside', () => {
  const html =
    '<h2>لماذا يهم ذلك؟</h2><p>قد تكون السحابة <strong>بداية كوكب</strong> صغير؛ فالجسيمات الأثقل تتجمع.</p><figure><img src="/a.jpg"><figcaption>صورة</figcaption></figure><ul><li>أ</li><li>ب</li></ul><pre>code</pre>'
  expect(plainText(html)).toBe(
    'لماذا يهم ذلك؟\nقد تكون السحابة بداية كوكب صغير؛ فالجسيمات الأثقل تتجمع.\nصورة\nأ\nب\ncode',
  )
  expect(proseText(html)).toBe('قد تكون السحابة بداية كوكب صغير؛ فالجسيمات الأثقل تتجمع.\nأ\nب')
  expect(proseText('<h2>عنوان وحده</h2>')).toBe('عنوان وحده')
})

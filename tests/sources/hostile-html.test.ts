import { load } from 'cheerio/slim'
import { expect, test } from '@jest/globals'
import type { HtmlElement } from '../../src/sources/html-tree.ts'
import { isElement } from '../../src/sources/html-tree.ts'
import { cleanHtml, plainText, plainTitle } from '../../src/sources/clean.ts'
import { tameHtml } from '../../src/sources/tame-html.ts'

const base = 'https://site.example/2026/11/post/'

const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script>alert(1)',
  '<script/x>alert(1)</script/y>',
  '<script>a<b "</script><img src=x onerror=alert(1)>',
  '<img src=x onerror=alert(1)>',
  '<img src="x" onerror="alert(1)"',
  '<img/src=x/onerror=alert(1)>',
  '<img src=x onerror\n=\nalert(1)>',
  '<img src=`x`onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
  '<img srcset="javascript:alert(1) 800w" src="x">',
  '<img title="a>b" alt="<script>alert(1)</script>" src=y onload=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><animate attributeName=href values=javascript:alert(1) /></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>',
  '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="https://evil.example/x.swf">',
  '<applet code=evil></applet>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<a href="java\0script:alert(1)">x</a>',
  '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="//user:pass@evil.example/">x</a>',
  '<a href="https://x.example" onclick=alert(1) style="position:fixed">x</a>',
  '<a href="mailto:a@b.example" onmouseover="alert(1)">x</a>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<p style="position:fixed;top:0">x</p>',
  '<style>@import "https://evil.example/x.css";</style>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<base href="https://evil.example/"><a href="/x">x</a>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<form action="https://evil.example"><input name=password><button>ok</button></form>',
  '<button formaction=javascript:alert(1)>x</button>',
  '<input autofocus onfocus=alert(1)>',
  '<select onfocus=alert(1) autofocus><option>x</select>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<textarea></textarea><img src=x onerror=alert(1)>',
  '<title></title><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xmp></xmp><img src=x onerror=alert(1)>',
  '<template><script>alert(1)</script></template>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<body onload=alert(1)>x',
  '<html><head><script>alert(1)</script></head><body onpageshow=alert(1)>x</body></html>',
  '<!--[if IE]><script>alert(1)</script><![endif]-->',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--- --!><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  '<x onclick=alert(1) src=y>x</x>',
  '<p id=location class=x name=y data-x="<script>">x</p>',
  '<table background="javascript:alert(1)"><td background=javascript:alert(1)>x</table>',
  '<p lang="x"onmouseover=alert(1)//" dir="onclick=alert(1)">x</p>',
  '<td colspan=99999999999 rowspan="1e9">x</td>',
  '<constructor onclick=alert(1)>x</constructor><__proto__>y',
  '<a href="https://site.example/\'><script>alert(1)</script>">x</a>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<p>&lt;img src=x onerror=alert(1)&gt;</p>',
  '[caption onclick="x"]<script>alert(1)</script>[/caption]',
  '<img src="https://ok.example/a.jpg" width="100%" height="javascript:1">',
]

const tags = new Set(
  'p div span br hr h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd a strong b em i u s del ins small sub sup mark abbr q cite code pre kbd samp var figure figcaption img table caption thead tbody tfoot tr th td bdi bdo ruby rt rp'.split(
    ' ',
  ),
)
const attributes = new Set('href src alt width height lang dir start colspan rowspan'.split(' '))

const offencesOf = ({ name, attribs }: HtmlElement): string[] => {
  const found = Object.entries(attribs).flatMap(([attribute, value]) => {
    const address = attribute === 'href' || attribute === 'src'
    const harmless = attributes.has(attribute) && (!address || /^(https?:\/\/[^@]*|mailto:.*)$/.test(value))
    return harmless ? [] : [`${name} ${attribute}=${value}`]
  })
  return tags.has(name) ? found : [name, ...found]
}

/** Everything in a piece of HTML that must not be there. */
const offences = (html: string): string[] => {
  const tree = load(html, { xml: { xmlMode: false } }, false)
  return tree('*').toArray().filter(isElement).flatMap(offencesOf)
}

test.each(hostile)('%s comes out harmless', (html) => {
  const cleaned = cleanHtml(`<p>before</p>${html}`, base)
  expect(offences(cleaned)).toEqual([])
  expect(cleaned).not.toMatch(/<script|<style|<svg|<iframe|<!--|\bjavascript:[^<]*"/i)
  expect(cleaned).toContain('before')
})

test.each(hostile)('%s is harmless after a second cleaning too, which changes nothing', (html) => {
  const once = cleanHtml(html, base)
  expect(cleanHtml(once, base)).toBe(once)
})

test('escaped markup stays text, in code as in prose', () => {
  const html = '<pre><code>if (a &lt; b) &lt;script&gt;alert(1)&lt;/script&gt;</code></pre>'
  expect(cleanHtml(html, base)).toBe(html)
  expect(plainText(html)).toBe('if (a < b) <script>alert(1)</script>')
})

const absurd: readonly (readonly [string, string])[] = [
  ['100,000 nested tags', `${'<div>'.repeat(100_000)}x${'</div>'.repeat(100_000)}`],
  ['100,000 nested bold letters', '<b>'.repeat(100_000) + 'x'],
  ['paragraphs and items in turn', '<p><li>'.repeat(50_000)],
  ['tables in tables', '<table><tr><td>'.repeat(50_000)],
  [
    'different unclosed tags before many paragraphs',
    Array.from({ length: 200 }, (_, n) => `<b id=${n}>`).join('') + '<p>x</p>'.repeat(40_000),
  ],
  ['closing tags alone', '</x>'.repeat(200_000)],
  ['opened and wrongly closed tags', `${'<a1>'.repeat(100_000)}${'</b1>'.repeat(100_000)}`],
  ['angle brackets', '<'.repeat(1_000_000)],
  ['unclosed comments', '<!--'.repeat(200_000)],
  ['unclosed frames', '<iframe>'.repeat(120_000)],
  ['unclosed quotes', '<a b="'.repeat(150_000)],
  ['a tag of a million attributes', `<p ${'a=1 '.repeat(250_000)}>x</p>`],
  ['a tag full of blanks', `<p ${' '.repeat(900_000)}>x</p>`],
  ['opening brackets', '[a '.repeat(300_000)],
  ['shortcodes', '[a_b c="d"]'.repeat(90_000)],
  ['character references', '&#65;'.repeat(200_000)],
  ['one long srcset', `<img srcset="${'a'.repeat(900_000)}">`],
  ['nulls', '\0'.repeat(500_000)],
  ['lone surrogates', '\ud800'.repeat(100_000)],
  ['many megabytes', 'نص طويل. '.repeat(1_000_000)],
]

test.each(absurd)('%s neither throw nor take long', (_, html) => {
  const start = performance.now()
  expect(offences(cleanHtml(html, base))).toEqual([])
  expect(typeof plainTitle(html)).toBe('string')
  expect(performance.now() - start).toBeLessThan(4000)
})

test('tamed markup is nested at most a hundred deep and closed in order', () => {
  const tame = tameHtml(`${'<div>'.repeat(150)}deep${'</div>'.repeat(150)}<p>after</p>`)
  expect(tame).toBe(`${'<div>'.repeat(100)}deep${'</div>'.repeat(100)}<p>after</p>`)
})

test('a paragraph, an item or a cell that nobody closed ends where the next begins', () => {
  expect(tameHtml('<p>a<p>b<ul><li>c<li>d<ul><li>e</ul></ul>')).toBe(
    '<p>a</p><p>b</p><ul><li>c</li><li>d<ul><li>e</li></ul></li></ul>',
  )
  expect(tameHtml('<table><tr><td>a<td>b<tr><td>c</div></table>')).toBe(
    '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
  )
})

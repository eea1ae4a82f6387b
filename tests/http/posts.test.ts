import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { dangersIn } from './dangers.ts'
import { knock } from './knock.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  await house.reader('salma@example.org').subscribes()
})
afterAll(async () => house[Symbol.asyncDispose]())

const url = (path: string): string => `https://site.example/${path}`
const post = (path: string, more: Record<string, unknown> = {}) =>
  house.api('POST', '/api/v1/posts', {
    newsletter: 'marsad',
    title: path,
    html: `<p>${path}</p>`,
    url: url(path),
    ...more,
  })
const decide = (id: string, state: string) => house.api('PATCH', `/api/v1/posts/${id}`, { state })
const wouldGet = async (): Promise<string[]> => {
  const { body } = await house.api('POST', '/api/v1/issues', { newsletter: 'marsad', dryRun: true })
  return body.posts.map(({ title }: { title: string }) => title)
}

test('a post that is handed in settles, and under its address again it is the same post, edited', async () => {
  const first = await post('edited', { categories: ['أخبار', 'أخبار', ''], tags: ['x'], author: 'سلمى', lang: 'ar' })
  expect([first.status, first.body]).toMatchObject([
    201,
    {
      newsletter: 'marsad',
      title: 'edited',
      state: 'settling',
      stateReason: null,
      categories: ['أخبار'],
      tags: ['x'],
      author: 'سلمى',
    },
  ])
  expect(first.body.readyAt).toBe('2026-03-03T07:15:00.000Z')
  for (const spelling of [url('edited'), 'https://SITE.example/edited', `${url('edited')}?utm_source=mail`]) {
    const again = await post('edited', { url: spelling, title: `as ${spelling}` })
    expect([spelling, again.status, again.body.id, again.body.title]).toEqual([
      spelling,
      200,
      first.body.id,
      `as ${spelling}`,
    ])
    expect(again.body.readyAt).toBe(first.body.readyAt)
  }
  expect((await house.api('GET', '/api/v1/posts')).body.items).toHaveLength(1)
})

test('a post is ready, held or never as its editor says', async () => {
  const states: Record<string, string> = {}
  for (const state of ['ready', 'held', 'never']) states[state] = (await post(`is-${state}`, { state })).body.id
  expect(await wouldGet()).toContain('is-ready')
  expect((await decide(states['ready'] ?? '', 'held')).body).toMatchObject({ state: 'held', stateReason: 'admin' })
  expect((await decide(states['held'] ?? '', 'ready')).body).toMatchObject({ state: 'ready', stateReason: null })
  const now = await wouldGet()
  expect([now.includes('is-ready'), now.includes('is-held'), now.includes('is-never')]).toEqual([false, true, false])
  for (const state of ['settling', 'withdrawn', 'READY', null, ['ready']])
    expect((await house.api('PATCH', `/api/v1/posts/${states['held']}`, { state })).status).toBe(400)
  expect((await decide('999999', 'ready')).status).toBe(404)
  const listed = await house.api('GET', '/api/v1/posts?state=never')
  expect(listed.body.items.map(({ title }: { title: string }) => title)).toEqual(['is-never'])
})

test('a post that not everybody may read is never mailed, whatever is asked', async () => {
  const { body } = await post('gated', { access: 'subscribers', state: 'ready' })
  expect(body).toMatchObject({ state: 'never', stateReason: 'not_public', access: 'subscribers' })
  const refused = await decide(body.id, 'ready')
  expect([refused.status, refused.body.detail]).toMatchObject([409, expect.stringContaining('Not everybody may read')])
  expect(await wouldGet()).not.toContain('gated')
  const ready = await post('closing', { state: 'ready' })
  await post('closing', { access: 'subscribers' })
  expect(await wouldGet()).not.toContain('closing')
  expect(
    (await house.api('GET', '/api/v1/posts?state=ready')).body.items.some(
      ({ id }: { id: string }) => id === ready.body.id,
    ),
  ).toBe(true)
  const page = await knock(house, 'GET', '/n/marsad')
  expect(page.text).not.toMatch(/gated|closing/)
})

const hostile = [
  '<script>alert(1)</script>text',
  '<img src="https://a.example/x.png" onerror="alert(1)" alt="x">text',
  '<a href="javascript:alert(1)">text</a>',
  '<a href=" &#x6A;avascript:alert(1)">text</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>text',
  '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>text',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">text',
  '<form action="https://evil.example"><input name=password><button>text</button></form>',
  '<style>body{background:url(javascript:alert(1))}</style><p style="position:fixed">text</p>',
  '<object data="javascript:alert(1)"></object><embed src="x"><base href="https://evil.example">text',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">text',
  '<p>text<!-- <script>alert(1)</script> --><![CDATA[<script>alert(1)</script>]]>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>text',
  `${'<div>'.repeat(3000)}text${'</div>'.repeat(3000)}`,
  '<p>\u0001\u0008text\ud83d \ufffe</p>',
  '<%= 7*7 %> {{constructor.constructor("return process")()}} ${7*7} #{7*7} <mj-raw>text</mj-raw>',
]

test('hostile HTML is taken in harmless, and harmless it stays in the page, the preview and the mail', async () => {
  await house.sends().catch(() => null)
  for (const [n, html] of hostile.entries()) {
    const { status, body } = await post(`hostile-${n}`, {
      title: `عنوان ${n} <script>alert(1)</script>`,
      html,
      excerpt: html.slice(0, 4000),
      author: '<b onclick=alert(1)>author</b>',
      image: { url: 'https://a.example/x.png?"><script>alert(1)</script>', alt: `"><script>alert(1)</script>\ud83d` },
      state: 'ready',
    })
    expect([n, status]).toEqual([n, 201])
    expect([n, dangersIn(body.html), /<style|<form|<input/.test(body.html)]).toEqual([n, [], false])
  }
  const issue = await house.sends()
  expect(issue.counts.accepted).toBe(1)
  const mail = (await house.reader('salma@example.org').mails()).at(-1)
  const page = await knock(house, 'GET', '/n/marsad')
  for (const text of [mail?.html ?? '', page.text]) {
    expect(text).toContain('عنوان')
    expect(dangersIn(text)).toEqual([])
  }
  expect(mail?.html).not.toMatch(/\b49\b/)
})

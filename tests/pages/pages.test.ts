import { expect, test } from '@jest/globals'
import { load } from 'cheerio'
import type { CheerioAPI } from 'cheerio'
import { locales } from '../../src/domain/locale.ts'
import { adminCatalogue } from '../../src/i18n/admin.ts'
import { pagesCatalogue } from '../../src/i18n/pages.ts'
import { scriptPath, stylesheetPath } from '../../src/pages/assets.ts'
import { honestWords, hostileWords } from './sample-content.ts'
import { samplePages } from './samples.ts'

interface Seen {
  readonly name: string
  readonly html: string
  readonly $: CheerioAPI
}

const seen = (lang: 'ar' | 'en', words = honestWords): Seen[] =>
  Object.entries(samplePages(lang, words)).map(([name, html]) => ({ name, html, $: load(html) }))

/** Names of the pages for which something is found, so that a failure says where. */
const where = (pages: readonly Seen[], find: (page: Seen) => unknown[]): Record<string, unknown[]> =>
  Object.fromEntries(pages.map((page) => [page.name, find(page)] as const).filter(([, found]) => found.length > 0))

const attributes = ($: CheerioAPI): { tag: string; name: string; value: string }[] =>
  $('*')
    .toArray()
    .flatMap((element) =>
      'attribs' in element
        ? Object.entries(element.attribs).map(([name, value]) => ({ tag: element.tagName, name, value }))
        : [],
    )

const unlabelled = ({ $ }: Seen): unknown[] =>
  $('input:not([type=hidden]), textarea, select')
    .toArray()
    .filter((field) => $(field).closest('label').length === 0 && $(`label[for="${$(field).attr('id')}"]`).length !== 1)

const references = ({ $ }: Seen): string[] =>
  attributes($)
    .filter(({ name }) => ['aria-describedby', 'aria-labelledby', 'for'].includes(name))
    .flatMap(({ value }) => value.split(' '))
    .filter((id) => $(`[id="${id}"]`).length !== 1)

for (const lang of locales) {
  const pages = seen(lang)
  const hostile = seen(lang, hostileWords)

  test(`every page in ${lang} names its language and direction and has one main heading`, () => {
    const dir = lang === 'ar' ? 'rtl' : 'ltr'
    expect(where(pages, ({ html }) => (html.startsWith('<!doctype html><html ') ? [] : [html.slice(0, 60)]))).toEqual(
      {},
    )
    expect(where(pages, ({ $ }) => ($('html').is(`[lang=${lang}][dir=${dir}]`) ? [] : ['html']))).toEqual({})
    expect(
      where(pages, ({ $ }) => ($('h1').length === 1 && $('h1').text().trim() !== '' ? [] : $('h1').toArray())),
    ).toEqual({})
    expect(
      where(pages, ({ $ }) => ($('title').length === 1 && $('title').text().trim() !== '' ? [] : ['title'])),
    ).toEqual({})
  })

  test(`no page in ${lang} holds a script or a style of its own, or anything from elsewhere`, () => {
    const all = [...pages, ...hostile]
    expect(where(all, ({ $ }) => $(`script:not([src="${scriptPath}"]), style, base, object, embed`).toArray())).toEqual(
      {},
    )
    expect(
      where(all, ({ $ }) =>
        $('script')
          .toArray()
          .filter((script) => $(script).text() !== ''),
      ),
    ).toEqual({})
    expect(
      where(all, ({ $ }) => attributes($).filter(({ name }) => name === 'style' || name.startsWith('on'))),
    ).toEqual({})
    expect(where(all, ({ $ }) => $(`link[rel=stylesheet]:not([href="${stylesheetPath}"])`).toArray())).toEqual({})
    expect(
      where(all, ({ $ }) => attributes($).filter(({ name, value }) => name === 'src' && !/^\/(?!\/)/.test(value))),
    ).toEqual({})
  })

  test(`no page in ${lang} lets a name out of its place: no markup, no override, no script address`, () => {
    expect(where(hostile, ({ html }) => html.match(/<script>|<img|[\u202a-\u202e]/g) ?? [])).toEqual({})
    expect(where(hostile, ({ html }) => html.match(/.{20}"'><.{20}/g) ?? [])).toEqual({})
    expect(where(hostile, ({ $ }) => $('[href^="javascript:"], [onerror], img').toArray())).toEqual({})
    expect(hostile.filter(({ html }) => html.includes('&lt;script>alert(1)')).length).toBeGreaterThan(20)
  })

  test(`no page in ${lang} shows a key instead of words, or a placeholder that was not filled`, () => {
    const keys = [...Object.keys(pagesCatalogue.en), ...Object.keys(adminCatalogue.en)].filter((key) =>
      key.includes('.'),
    )
    expect(where(pages, ({ $ }) => keys.filter((key) => $('body').text().includes(key)))).toEqual({})
    expect(
      where(
        pages,
        ({ $ }) =>
          $('body')
            .text()
            .match(/\{\w*|undefined|NaN|\[object|Invalid Date|\0/g) ?? [],
      ),
    ).toEqual({})
  })

  test(`every field in ${lang} has a label, every id is one of its kind, every reference leads somewhere`, () => {
    expect(where(pages, unlabelled)).toEqual({})
    expect(where(pages, references)).toEqual({})
    expect(where(pages, ({ $ }) => $('fieldset:not(:has(legend)), iframe:not([title])').toArray())).toEqual({})
    expect(where(pages, ({ $ }) => $('input[type=email]:not([dir=ltr])').toArray())).toEqual({})
    expect(where(pages, ({ $ }) => $('[aria-invalid]:not([aria-describedby])').toArray())).toEqual({})
  })

  test(`every form in ${lang} posts to this site, and those of the newsroom carry the session's token`, () => {
    expect(where(pages, ({ $ }) => $('form:not([method=post]), form:not([action^="/"])').toArray())).toEqual({})
    const admin = pages.filter(({ $, name }) => $('body.newsroom').length === 1 && name !== 'enter')
    expect(admin.length).toBeGreaterThan(10)
    expect(
      where(admin, ({ $ }) =>
        $('form')
          .toArray()
          .filter((form) => $('input[name=csrf][value=c5rf]', form).length !== 1),
      ),
    ).toEqual({})
    expect(
      where(pages, ({ $ }) =>
        $('iframe[sandbox*=allow-scripts], iframe[sandbox*=same-origin], iframe:not([sandbox])').toArray(),
      ),
    ).toEqual({})
  })

  test(`every public page in ${lang} leads to itself in the other language`, () => {
    const other = lang === 'ar' ? 'en' : 'ar'
    expect(
      where(pages, ({ $ }) => ($(`a.switch[href$="lang=${other}"][lang=${other}]`).length === 1 ? [] : ['none'])),
    ).toEqual({})
  })
}

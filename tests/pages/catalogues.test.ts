import { expect, test } from '@jest/globals'
import { IntlMessageFormat } from 'intl-messageformat'
import { adminCatalogue, adminIn } from '../../src/i18n/admin.ts'
import { pagesCatalogue, pagesIn } from '../../src/i18n/pages.ts'
import { problemKinds, problemText } from '../../src/i18n/problems.ts'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

const both = [...Object.entries(pagesCatalogue.ar), ...Object.entries(adminCatalogue.ar)]
const english: Record<string, string> = { ...pagesCatalogue.en, ...adminCatalogue.en }
const elementsOf = (message: string): Element[] =>
  new IntlMessageFormat(message, 'ar', undefined, { ignoreTag: true }).getAst()

test('every counted Arabic message has all six forms, and every English one two', () => {
  for (const [key, message] of both) {
    for (const element of elementsOf(message)) {
      if (element.type !== 6) continue
      expect({ key, forms: Object.keys(element.options).toSorted() }).toEqual({
        key,
        forms: ['few', 'many', 'one', 'other', 'two', 'zero'],
      })
      expect(english[key]).toMatch(/one \{.*other \{/)
    }
  }
})

/** The values a message takes. */
const namesIn = (message = ''): string[] =>
  [
    ...new Set(
      elementsOf(message).flatMap((element) => ('value' in element && element.type !== 0 ? [element.value] : [])),
    ),
  ].toSorted()

test('both languages take the same values', () => {
  for (const [key, message] of both)
    expect({ key, names: namesIn(message) }).toEqual({ key, names: namesIn(english[key]) })
})

test('readers are counted as Arabic counts them', () => {
  const say = adminIn('ar')
  const counted = [0, 1, 2, 3, 10, 11, 99, 100, 103, 1000].map((count) => say('count.readers', { count }))
  expect(counted).toEqual([
    'لا أحد',
    'قارئ واحد',
    'قارئان',
    '3 قرّاء',
    '10 قرّاء',
    '11 قارئًا',
    '99 قارئًا',
    '100 قارئ',
    '103 قرّاء',
    '1,000 قارئ',
  ])
  expect(pagesIn('ar', 'arab')('inbox.count', { count: 12 })).toBe('١٢ رسالة')
})

test('Arabic words use Arabic punctuation and quotes, and no text has typewriter quotes or three dots', () => {
  const problems = problemKinds.flatMap((kind) => Object.values(problemText(kind, 'ar')))
  for (const text of [...both.map(([, message]) => message), ...problems]) {
    const words = text.replaceAll(/\{(\w+), (plural|select),/g, '{')
    expect(words).not.toMatch(/[\u0621-\u064a][,;?]|"|'|\.\.\.|  /)
  }
  const inEnglish = problemKinds.flatMap((kind) => Object.values(problemText(kind, 'en')))
  for (const text of [...Object.values(pagesCatalogue.en), ...Object.values(adminCatalogue.en), ...inEnglish])
    expect(text).not.toMatch(/["']|\.\.\.|  |[\u0621-\u064a]/)
})

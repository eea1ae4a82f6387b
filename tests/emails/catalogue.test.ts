import { expect, test } from '@jest/globals'
import { mailAr } from '../../src/i18n/mail.ar.ts'
import { mailCatalogue } from '../../src/i18n/mail.ts'
import { mailEn, type MailKey } from '../../src/i18n/mail.en.ts'
import { translator } from '../../src/i18n/translate.ts'

const keys = Object.keys(mailEn) as MailKey[]
const placesIn = (message: string): string[] =>
  [...new Set(message.match(/\{(\w+)/g))].filter((place) => !/\{[A-Z]/.test(place)).toSorted()

test('every message names the same places in both languages', () => {
  for (const key of keys) {
    const named = (message: string): string[] =>
      placesIn(message).filter((place) => !mailEn[key].includes('plural') || /count|days/.test(place))
    expect([key, named(mailAr[key])]).toEqual([key, named(mailEn[key])])
  }
})

test('every counted message has the six Arabic forms, and one and two say no number', () => {
  const counted = keys.filter((key) => mailAr[key].includes('plural'))
  expect(counted).toEqual(keys.filter((key) => (mailEn[key] as string).includes('plural')))
  const say = translator(mailCatalogue, 'ar', 'arab')
  for (const key of counted) {
    const forms = [0, 1, 2, 3, 11, 100].map((number) => say(key, { count: number, days: number }))
    expect(new Set(forms.map((form) => form.replace(/[٠-٩]+/, '#'))).size).toBe(6)
    expect(forms.slice(0, 3).join(' ')).not.toMatch(/[٠-٩0-9]/)
    expect(forms[3]).toContain('٣')
    expect(forms[4]).toContain('١١')
    expect(forms[5]).toContain('١٠٠')
  }
})

test('Arabic messages use Arabic punctuation', () => {
  for (const key of keys) expect(mailAr[key].replace(/\{\w+, plural,/g, '')).not.toMatch(/[?;,"]/)
})

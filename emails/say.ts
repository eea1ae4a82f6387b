import { directionOf } from '../src/domain/locale.ts'
import type { Digits, Direction, Locale } from '../src/domain/locale.ts'
import { mailCatalogue } from '../src/i18n/mail.ts'
import type { MailKey } from '../src/i18n/mail.ts'
import { translator } from '../src/i18n/translate.ts'
import { joined, markup } from './markup.ts'
import type { Markup } from './markup.ts'

/** A name or an address from outside, to be isolated wherever it stands in a sentence. */
export interface Foreign {
  readonly text: string
  readonly kind: 'name' | 'address'
}

/** A message and what it is filled with. One sentence is said twice, as HTML and as text, and so means the same in both. */
export interface Sentence {
  readonly key: MailKey
  readonly values?: Readonly<Record<string, Foreign | string | number>>
}

/** What a text of unknown language is taken for, by its direction, inside a mail of the given language. */
export const likelyLang = (direction: Direction, mail: Locale): Locale => {
  if (direction === directionOf(mail)) return mail
  return direction === 'rtl' ? 'ar' : 'en'
}

/** Says sentences in one language with pinned digits. */
export interface Voice {
  readonly locale: Locale
  readonly direction: Direction
  readonly digits: Digits
  readonly text: (sentence: Sentence) => string
  readonly html: (sentence: Sentence) => Markup
}

/** Sets a foreign text apart, so that its direction cannot disturb the sentence round it. */
export const isolated = ({ text, kind }: Foreign): Markup =>
  kind === 'address' ? markup`<bdi dir="ltr">${text}</bdi>` : markup`<bdi>${text}</bdi>`

const plainValue = (value: Foreign | string | number): string | number =>
  typeof value === 'object' ? value.text : value

/** The voice of a language. Foreign values never pass through the message format, only their places do. */
export const voiceOf = (locale: Locale, digits: Digits): Voice => {
  const translate = translator(mailCatalogue, locale, digits)
  const text: Voice['text'] = ({ key, values = {} }) =>
    translate(key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainValue(value)])))
  const html: Voice['html'] = ({ key, values = {} }) => {
    const foreign = Object.entries(values).filter((entry): entry is [string, Foreign] => typeof entry[1] === 'object')
    const places = Object.fromEntries(foreign.map(([name], index) => [name, `\u0001${index}\u0001`]))
    const pieces = text({ key, values: { ...values, ...places } }).split('\u0001')
    return joined(
      pieces.map((piece, index) => {
        const value = index % 2 === 1 ? foreign[Number(piece)]?.[1] : undefined
        return value === undefined ? markup`${piece}` : isolated(value)
      }),
    )
  }
  return { locale, direction: directionOf(locale), digits, text, html }
}

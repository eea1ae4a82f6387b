import { IntlMessageFormat } from 'intl-messageformat'
import type { Digits, Locale } from '../domain/locale.ts'

/** The same messages in every language; a key that one of them lacks does not compile. */
export type Catalogue<Key extends string> = Readonly<Record<Locale, Readonly<Record<Key, string>>>>

export type MessageValues = Readonly<Record<string, string | number | Date>>

/** Says a message of a catalogue in one language. */
export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string

/** The BCP 47 tag with calendar and digits pinned, because a bare `ar` means different ones in different places. */
export const pinnedTag = (locale: Locale, digits: Digits): string =>
  `${locale}-u-ca-gregory-nu-${locale === 'ar' ? digits : 'latn'}`

/** Binds a catalogue of ICU messages to a language; messages are parsed once, when first said. */
export const translator = <Key extends string>(
  catalogue: Catalogue<Key>,
  locale: Locale,
  digits: Digits = 'latn',
): Translate<Key> => {
  const parsed = new Map<Key, IntlMessageFormat>()
  return (key, values) => {
    const message =
      parsed.get(key) ??
      new IntlMessageFormat(catalogue[locale][key], pinnedTag(locale, digits), undefined, { ignoreTag: true })
    parsed.set(key, message)
    // ICU adds U+061C to Arabic percentages and negative numbers; mail headers and text parts must not carry it.
    return String(message.format({ ...values })).replaceAll('\u061c', '')
  }
}

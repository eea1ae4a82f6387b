import type { Digits, Locale } from '../domain/locale.ts'
import { pinnedTag } from './translate.ts'

/** A day in words, such as "٣ مارس ٢٠٢٦", Gregorian, in the given IANA zone. */
export const formatDay = (instant: Date, locale: Locale, digits: Digits, timeZone: string): string =>
  new Intl.DateTimeFormat(pinnedTag(locale, digits), { dateStyle: 'long', timeZone }).format(instant)

/** A count with the locale's grouping and the newsletter's digits. */
export const formatCount = (count: number, locale: Locale, digits: Digits): string =>
  new Intl.NumberFormat(pinnedTag(locale, digits)).format(count)

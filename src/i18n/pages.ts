import type { Digits, Locale } from '../domain/locale.ts'
import { pagesAr } from './pages.ar.ts'
import { pagesEn } from './pages.en.ts'
import type { PageKey } from './pages.en.ts'
import { translator } from './translate.ts'
import type { Catalogue, Translate } from './translate.ts'

export type { PageKey }

/** The words of the public pages. */
export const pagesCatalogue: Catalogue<PageKey> = { ar: pagesAr, en: pagesEn }

const voices: Readonly<Record<Locale, Readonly<Record<Digits, Translate<PageKey>>>>> = {
  ar: { arab: translator(pagesCatalogue, 'ar', 'arab'), latn: translator(pagesCatalogue, 'ar', 'latn') },
  en: { arab: translator(pagesCatalogue, 'en', 'arab'), latn: translator(pagesCatalogue, 'en', 'latn') },
}

/** The voice of the public pages in one language and its digits; each message is parsed once per process. */
export const pagesIn = (lang: Locale, digits: Digits = 'latn'): Translate<PageKey> => voices[lang][digits]

/** Names the words below the subscribe form, such as `2026-11-22.ar`; the day moves whenever `subscribe.wording` does. */
export const consentWordingVersion = (lang: Locale): string => `2026-11-22.${lang}`

import type { Locale } from '../domain/locale.ts'
import { faultsAr } from './faults.ar.ts'
import { faultsEn } from './faults.en.ts'

/** What is wrong with one thing that somebody sent, by the code that rules and use cases give it. */
export type FaultCode = keyof typeof faultsEn

const texts: Readonly<Record<Locale, Readonly<Record<FaultCode, string>>>> = { ar: faultsAr, en: faultsEn }

/** The words for a code, or null where there are none. */
export const faultText = (code: string, lang: Locale): string | null =>
  Object.hasOwn(faultsEn, code) ? texts[lang][code as FaultCode] : null

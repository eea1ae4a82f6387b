import type { Locale } from '../domain/locale.ts'
import { adminIssuesAr } from './admin-issues.ar.ts'
import { adminIssuesEn } from './admin-issues.en.ts'
import type { AdminIssueKey } from './admin-issues.en.ts'
import { adminAr } from './admin.ar.ts'
import { adminEn } from './admin.en.ts'
import type { AdminKey } from './admin.en.ts'
import { translator } from './translate.ts'
import type { Catalogue, Translate } from './translate.ts'

export type NewsroomKey = AdminKey | AdminIssueKey

/** The words of the newsroom. */
export const adminCatalogue: Catalogue<NewsroomKey> = {
  ar: { ...adminAr, ...adminIssuesAr },
  en: { ...adminEn, ...adminIssuesEn },
}

const voices: Readonly<Record<Locale, Translate<NewsroomKey>>> = {
  ar: translator(adminCatalogue, 'ar'),
  en: translator(adminCatalogue, 'en'),
}

/** The voice of the newsroom in one language, with Latin digits as on its charts; each message is parsed once per process. */
export const adminIn = (lang: Locale): Translate<NewsroomKey> => voices[lang]

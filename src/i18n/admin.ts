import type { Locale } from '../domain/locale.ts'
import { adminBouncesAr } from './admin-bounces.ar.ts'
import { adminBouncesEn } from './admin-bounces.en.ts'
import type { AdminBounceKey } from './admin-bounces.en.ts'
import { adminIssuesAr } from './admin-issues.ar.ts'
import { adminIssuesEn } from './admin-issues.en.ts'
import type { AdminIssueKey } from './admin-issues.en.ts'
import { adminDeliveryAr } from './admin-delivery.ar.ts'
import { adminDeliveryEn } from './admin-delivery.en.ts'
import type { AdminDeliveryKey } from './admin-delivery.en.ts'
import { adminAr } from './admin.ar.ts'
import { adminEn } from './admin.en.ts'
import type { AdminKey } from './admin.en.ts'
import { alarmsAr } from './alarms.ar.ts'
import { alarmsEn } from './alarms.en.ts'
import type { AlarmKey } from './alarms.en.ts'
import { translator } from './translate.ts'
import type { Catalogue, Translate } from './translate.ts'

export type NewsroomKey = AdminKey | AdminBounceKey | AdminIssueKey | AdminDeliveryKey | AlarmKey

/** The words of the newsroom. */
export const adminCatalogue: Catalogue<NewsroomKey> = {
  ar: { ...adminAr, ...adminBouncesAr, ...adminIssuesAr, ...adminDeliveryAr, ...alarmsAr },
  en: { ...adminEn, ...adminBouncesEn, ...adminIssuesEn, ...adminDeliveryEn, ...alarmsEn },
}

const voices: Readonly<Record<Locale, Translate<NewsroomKey>>> = {
  ar: translator(adminCatalogue, 'ar'),
  en: translator(adminCatalogue, 'en'),
}

/** The voice of the newsroom in one language, with Latin digits as on its charts; each message is parsed once per process. */
export const adminIn = (lang: Locale): Translate<NewsroomKey> => voices[lang]

import { alarmsAr } from './alarms.ar.ts'
import { alarmsEn, type AlarmKey } from './alarms.en.ts'
import { mailAr } from './mail.ar.ts'
import { mailEn } from './mail.en.ts'
import type { MailKey as OwnKey } from './mail.en.ts'
import type { Catalogue } from './translate.ts'

export type MailKey = OwnKey | AlarmKey

/** Everything Nashra's mails say; for `translator` in `translate.ts`. */
export const mailCatalogue: Catalogue<MailKey> = {
  ar: { ...mailAr, ...alarmsAr },
  en: { ...mailEn, ...alarmsEn },
}

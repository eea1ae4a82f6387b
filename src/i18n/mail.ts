import { mailAr } from './mail.ar.ts'
import { mailEn } from './mail.en.ts'
import type { MailKey } from './mail.en.ts'
import type { Catalogue } from './translate.ts'

export type { MailKey } from './mail.en.ts'

/** Everything Nashra's mails say; for `translator` in `translate.ts`. */
export const mailCatalogue: Catalogue<MailKey> = { ar: mailAr, en: mailEn }

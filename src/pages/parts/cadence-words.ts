import type { Cadence } from '../../domain/cadence.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import type { Option } from './choice.tsx'
import { hourInWords, weekdayInWords, zoneInWords } from './times.tsx'

/** When a newsletter's digests of one cadence go out: "One digest at 8:00 AM (Saudi Arabia Time)". */
export const cadenceDetail = (cadence: Cadence, newsletter: Newsletter, lang: Locale): string =>
  pagesIn(lang, newsletter.digits)(`cadence.${cadence}.detail`, {
    time: hourInWords(newsletter.hour, lang, newsletter.digits),
    weekday: weekdayInWords(newsletter.weekday, lang),
    zone: zoneInWords(newsletter.timeZone, lang),
  })

/** What a newsletter's readers may choose from, most frequent first as the newsletter lists them. */
export const cadenceOptions = (newsletter: Newsletter, lang: Locale): Option[] => {
  const say = pagesIn(lang, newsletter.digits)
  return newsletter.cadences.map((cadence) => ({
    value: cadence,
    label: say(`cadence.${cadence}`),
    detail: cadenceDetail(cadence, newsletter, lang),
    mark: cadence === newsletter.cadence && newsletter.cadences.length > 1 ? say('cadence.usual') : undefined,
  }))
}

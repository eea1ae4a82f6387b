import type { VNode } from 'preact'
import type { Digits, Locale } from '../../domain/locale.ts'
import { formatDay } from '../../i18n/dates.ts'
import { pinnedTag } from '../../i18n/translate.ts'

interface TimeProps {
  readonly at: Date
  readonly lang: Locale
  readonly digits: Digits
  /** IANA. */
  readonly zone: string
}

/** A day in words, readable by machines too. */
export const Day = ({ at, lang, digits, zone }: TimeProps): VNode => (
  <time dateTime={at.toISOString()}>{formatDay(at, lang, digits, zone)}</time>
)

/** Hour and minute in a zone, as people write them, never broken between lines: "8:00 ص". */
export const clockTime = ({ at, lang, digits, zone }: TimeProps): string =>
  new Intl.DateTimeFormat(pinnedTag(lang, digits), { timeStyle: 'short', timeZone: zone })
    .format(at)
    .replaceAll(' ', '\u00a0')

/** A day in words with hour and minute, readable by machines too. */
export const Moment = (props: TimeProps): VNode => (
  <time dateTime={props.at.toISOString()}>
    {formatDay(props.at, props.lang, props.digits, props.zone)}
    {props.lang === 'ar' ? '، ' : ', '}
    {clockTime(props)}
  </time>
)

/** A full hour of any day, 0-23. */
export const hourInWords = (hour: number, lang: Locale, digits: Digits): string =>
  clockTime({ at: new Date(Date.UTC(2026, 0, 1, hour)), lang, digits, zone: 'UTC' })

/** The name of an ISO weekday, 1 (Monday) to 7. */
export const weekdayInWords = (weekday: number, lang: Locale): string =>
  // 5 January 2026 is a Monday.
  new Intl.DateTimeFormat(lang, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 4 + weekday)))

/** What people call the time of a zone: "Saudi Arabia Time". It does not depend on the day, as it names no offset. */
export const zoneInWords = (zone: string, lang: Locale): string =>
  new Intl.DateTimeFormat(pinnedTag(lang, 'latn'), { timeZone: zone, timeZoneName: 'shortGeneric' })
    .formatToParts(new Date(Date.UTC(2026, 0, 1)))
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone

import type { AlarmFacts, AlarmKind } from '../domain/alarm.ts'
import type { Digits, Locale } from '../domain/locale.ts'
import type { AlarmKey } from './alarms.en.ts'
import { alarmsAr } from './alarms.ar.ts'
import { alarmsEn } from './alarms.en.ts'
import { faultText } from './faults.ts'
import { pinnedTag, translator, type Translate } from './translate.ts'

/** What the texts of one alarm are filled with. Names come from outside, and are to be isolated wherever they stand. */
export interface AlarmValues {
  readonly numbers: { readonly count: number; readonly total: number; readonly percent: string }
  readonly names: {
    readonly newsletter: string
    readonly name: string
    readonly reply: string
    readonly reason: string
  }
}

/** The three texts of an alarm. */
export const alarmKeys = (kind: AlarmKind) =>
  ({
    title: `alarm.${kind}.title`,
    what: `alarm.${kind}.what`,
    todo: `alarm.${kind}.do`,
  }) as const satisfies Record<string, AlarmKey>

const wordIn = (facts: AlarmFacts, name: string): string => String(facts[name] ?? '')

/** Reads the facts of an alarm for its texts; what it has none of stays empty. */
export const alarmValues = (facts: AlarmFacts, lang: Locale, digits: Digits): AlarmValues => {
  const [count, total] = [Number(facts['count'] ?? 0), Number(facts['total'] ?? 0)]
  const format = new Intl.NumberFormat(pinnedTag(lang, digits), { maximumFractionDigits: 2 })
  const obstacle = wordIn(facts, 'obstacle')
  return {
    numbers: { count, total, percent: format.format(total === 0 ? 0 : (100 * count) / total) },
    names: {
      newsletter: wordIn(facts, 'newsletter'),
      name: wordIn(facts, 'name'),
      reply: wordIn(facts, 'reply'),
      reason: faultText(obstacle, lang) ?? obstacle,
    },
  }
}

const catalogue = { ar: alarmsAr, en: alarmsEn }
const voices: Readonly<Record<Locale, Translate<AlarmKey>>> = {
  ar: translator(catalogue, 'ar'),
  en: translator(catalogue, 'en'),
}

/** An alarm in plain words for programs that pass them on: what is wrong, what is known, what to do. */
export const alarmTexts = ({ kind, facts }: { kind: AlarmKind; facts: AlarmFacts }, lang: Locale) => {
  const { title, what, todo } = alarmKeys(kind)
  const { numbers, names } = alarmValues(facts, lang, 'latn')
  const said = (key: AlarmKey): string => voices[lang](key, { ...numbers, ...names })
  return { title: said(title), meaning: said(what), next: said(todo) }
}

/** The languages Nashra speaks to readers and admins in. */
export const locales = ['ar', 'en'] as const
export type Locale = (typeof locales)[number]

export type Direction = 'rtl' | 'ltr'

/** The digits a newsletter prints numbers and dates with: Arabic-Indic (٣) or Latin (3). */
export type Digits = 'arab' | 'latn'

/** The direction in which a language is written. */
export const directionOf = (locale: Locale): Direction => (locale === 'ar' ? 'rtl' : 'ltr')

/** How the language of a BCP 47 tag is written; null where the tag is misspelt or says nothing. */
export const directionOfTag = (tag: string): Direction | null => {
  try {
    return new Intl.Locale(tag).getTextInfo().direction ?? null
  } catch {
    return null
  }
}

/** Whether a text names one of our languages. */
export const isLocale = (text: unknown): text is Locale => locales.some((locale) => locale === text)

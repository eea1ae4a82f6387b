/** The languages Nashra speaks to readers and admins in. */
export const locales = ['ar', 'en'] as const
export type Locale = (typeof locales)[number]

export type Direction = 'rtl' | 'ltr'

/** The digits a newsletter prints numbers and dates with: Arabic-Indic (٣) or Latin (3). */
export type Digits = 'arab' | 'latn'

/** The direction in which a language is written. */
export const directionOf = (locale: Locale): Direction => (locale === 'ar' ? 'rtl' : 'ltr')

/** Whether a text names one of our languages. */
export const isLocale = (text: unknown): text is Locale => locales.some((locale) => locale === text)

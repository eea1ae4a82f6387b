import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'

/** Each language in its own words, for those who read only that one. */
const ownNames: Readonly<Record<Locale, string>> = { ar: 'العربية', en: 'English' }

export interface LanguageSwitchProps {
  readonly lang: Locale
  /** What the page's address must keep besides `lang`. */
  readonly query?: Readonly<Record<string, string>> | undefined
}

/** A link to the page one is on in the other language: relative, so that no token has to be repeated. */
export const LanguageSwitch = ({ lang, query }: LanguageSwitchProps): VNode => {
  const other = lang === 'ar' ? 'en' : 'ar'
  return (
    <a class="switch" href={`?${new URLSearchParams({ ...query, lang: other })}`} lang={other} hreflang={other}>
      {ownNames[other]}
    </a>
  )
}

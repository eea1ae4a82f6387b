import type { Request } from 'express'
import { isLocale, locales, type Locale } from '../domain/locale.ts'

/** The language that a link asks for by `?lang=`; null when it asks for none, and what we know of the reader counts. */
export const askedLanguage = (request: Request): Locale | null =>
  isLocale(request.query['lang']) ? request.query['lang'] : null

/** The language a visitor asks for: by `?lang=`, else by what their browser prefers, else the given one. */
export const languageOf = (request: Request, otherwise: Locale): Locale => {
  const asked = askedLanguage(request)
  if (asked !== null) return asked
  // Programs that have no preference send nothing, or a star.
  if ((request.get('Accept-Language') ?? '*') === '*') return otherwise
  const preferred = request.acceptsLanguages([...locales])
  return isLocale(preferred) ? preferred : otherwise
}

/** A page's query without its language, for the language switch to keep. */
export const queryWithoutLang = (request: Request): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.query).filter(
      (entry): entry is [string, string] => entry[0] !== 'lang' && typeof entry[1] === 'string',
    ),
  )

import type { Direction } from './locale.ts'

const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Removes every invisible direction mark, so that a name or title cannot turn round what stands beside it. */
export const stripBidiControls = (text: string): string => text.replace(bidiControls, '')

/** One line: controls (CR, LF, NUL, C1), U+2028, U+2029 and all white space become single spaces; none at the ends. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()

const rightToLeft =
  /[\p{scx=Arab}\p{scx=Hebr}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Adlm}\p{scx=Samr}\p{scx=Mand}\p{scx=Rohg}\u061c\u200f]/u

/** Several lines, each as `oneLine` leaves it and without direction marks; no empty ones at the ends. */
export const plainLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => oneLine(stripBidiControls(line)))
    .join('\n')
    .trim()

/** The direction of the first letter or direction mark; digits, punctuation and emoji have none. */
export const directionOfText = (text: string, fallback: Direction): Direction => {
  const strong = /[\p{L}\u061c\u200e\u200f]/u.exec(text)
  if (!strong) return fallback
  return rightToLeft.test(strong[0]) ? 'rtl' : 'ltr'
}

/**
 * A subject that mail programs lay out in the newsletter's direction: they go by its first strong character, so a
 * right-to-left one that begins with a foreign letter gets one U+200F. Other direction marks are removed.
 */
export const subjectInDirection = (subject: string, direction: Direction): string => {
  const bare = stripBidiControls(subject)
  // The letters that make up flags are strong left-to-right characters too (UAX #9), unlike all other emoji.
  const strong = /[\p{L}\p{RI}]/u.exec(bare)
  return direction === 'rtl' && strong && !rightToLeft.test(strong[0]) ? `\u200f${bare}` : bare
}

/** Arabic-Indic (٣) and Persian (۳) digits as ASCII digits. */
export const decodeDigits = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf))

/** Feeds spell languages in any way; the tag is never the machine's own, so the same text gives the same answer anywhere. */
const knownTag = (lang: string | null): string => {
  try {
    return Intl.Segmenter.supportedLocalesOf(lang ?? 'und')[0] ?? 'und'
  } catch {
    return 'und'
  }
}

const partsOf = (text: string, lang: string | null, granularity: 'grapheme' | 'word' | 'sentence'): string[] =>
  Array.from(new Intl.Segmenter(knownTag(lang), { granularity }).segment(text), ({ segment }) => segment)

/** What a reader counts as letters; a tatweel only stretches the one before it. */
const lengthOf = (text: string): number =>
  partsOf(text, null, 'grapheme').filter((grapheme) => !grapheme.startsWith('ـ')).length

// "قال د. أحمد", "أ.د. سعيد", "٣٢٠ ق.م.", "١٤٤٨ هـ.", "Mr. Smith": a dot that ends no sentence.
const endsInAbbreviation = /(?:^|[^\p{L}\p{M}])(?:\p{L}\p{M}*|هـ|Mrs?|Ms|Dr|Prof|St)\.\s*$/u

const sentencesOf = (text: string, lang: string | null): string[] => {
  const sentences: string[] = []
  for (const part of partsOf(text, lang, 'sentence')) {
    const before = sentences.at(-1)
    if (before !== undefined && endsInAbbreviation.test(before)) sentences[sentences.length - 1] = before + part
    else sentences.push(part)
  }
  return sentences
}

/** As many whole parts from the beginning as fit; the white space after the last one counts for nothing. */
const fitting = (parts: readonly string[], limit: number): string => {
  let text = ''
  let length = 0
  for (const part of parts) {
    if (length + lengthOf(part.trimEnd()) > limit) break
    text += part
    length += lengthOf(part)
  }
  return text.trimEnd()
}

const cutShort = (sentence: string, lang: string | null, limit: number): string => {
  const words = fitting(partsOf(sentence, lang, 'word'), limit - 1).replace(/[\s.،,؛;:«“"(–—-]+$/u, '')
  return `${words || fitting(partsOf(sentence, lang, 'grapheme'), limit - 1)}…`
}

/**
 * The beginning of a plain text in whole sentences, at most `limit` graphemes (280). Where even the first sentence is
 * longer it is cut between words and ends in "…". An unknown or misspelt `lang` does no harm.
 */
export const excerptOf = (text: string, options: { lang: string | null; limit?: number }): string => {
  const { lang, limit = 280 } = options
  // A grapheme may hold any number of marks; the slice keeps a text of nothing else from becoming one endless letter.
  const beginning = oneLine(stripBidiControls(text)).slice(0, limit * 32)
  const sentences = sentencesOf(beginning, lang)
  return fitting(sentences, limit) || (sentences[0] ? cutShort(sentences[0], lang, limit) : '')
}

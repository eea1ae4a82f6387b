import type { ReaderParts, RenderedMail } from '../src/domain/digest.ts'
import type { Locale } from '../src/domain/locale.ts'
import type { Newsletter } from '../src/domain/newsletter.ts'
import { bytesOf, mailBudget } from './budget.ts'
import { imprintOf } from './imprint.ts'
import { voiceOf } from './say.ts'

/** Why a digest must not be sent; texts for these codes are among the faults of i18n. */
export type DigestFault = 'mail_too_large' | 'foot_missing' | 'foot_too_late' | 'reason_missing'

/** What a digest was rendered from. */
export interface RenderedFrom {
  readonly lang: Locale
  readonly newsletter: Newsletter
  /** The reader's parts, or the marks in their place. */
  readonly parts: ReaderParts
}

/** Only letters and digits, so that markup, entities and punctuation do not matter. */
const lettersOf = (text: string): string => text.replaceAll(/<[^>]*>|&[#\w]+;|[^\p{L}\p{N}<&]+|[<&]/gu, '')

/** Bytes of HTML up to where its last words end. */
const lastWordsEnd = (html: string): number => {
  let rest = html.trimEnd()
  while (rest.endsWith('>')) rest = rest.slice(0, rest.lastIndexOf('<')).trimEnd()
  return bytesOf(rest)
}

/**
 * What forbids sending a digest, whatever it is about: too large, its foot with unsubscribe link and postal address missing or
 * so late that it may be cut off, no word on why the reader gets it. Checked in the bytes that will be sent, text part included.
 */
export const digestFaults = ({ html, text }: RenderedMail, from: RenderedFrom): DigestFault[] => {
  const voice = voiceOf(from.lang, from.newsletter.digits)
  const { name, postalAddress } = imprintOf(from.newsletter, voice)
  const [words, wordsOfText] = [lettersOf(html), lettersOf(text)]
  const stands = (part: string): boolean => words.includes(lettersOf(part)) && wordsOfText.includes(lettersOf(part))
  const hasLink = html.includes(from.parts.unsubscribeUrl) && text.includes(from.parts.unsubscribeUrl)
  const faults: [DigestFault, boolean][] = [
    ['foot_missing', !hasLink || !postalAddress.every(stands)],
    ['reason_missing', !stands(voice.text({ key: 'reason', values: { newsletter: name } }))],
    ['mail_too_large', bytesOf(html) > mailBudget.hardLimit],
    ['foot_too_late', lastWordsEnd(html) > mailBudget.footBy],
  ]
  return faults.flatMap(([fault, isSo]) => (isSo ? fault : []))
}

import { base64Part } from './base64-part.ts'
import type { EncodePart } from './encoded-part.ts'
import { quotedPrintablePart } from './quoted-printable.ts'

const link = /\b[a-z]+:\S+/g
const arabicLetter = /\p{Script=Arabic}/gu

/** Whether a text, its links left out, is written in Arabic letters for a quarter or more. */
const isArabic = (text: string): boolean => {
  const words = text.replaceAll(link, '')
  return words !== '' && 4 * (words.match(arabicLetter)?.length ?? 0) >= words.length
}

const smaller: EncodePart = (cut) => {
  const [packed, readable] = [base64Part(cut), quotedPrintablePart(cut)]
  return packed.size < readable.size ? packed : readable
}

/**
 * How the parts of a mail with this text are encoded. Arabic goes as base64, however much markup stands around it: size
 * budgets and many programs reckon with that. All else goes the shorter way.
 */
export const encodingFor = (text: string): EncodePart => (isArabic(text) ? base64Part : smaller)

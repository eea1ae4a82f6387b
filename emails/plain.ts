import type { Direction } from '../src/domain/locale.ts'
import { subjectInDirection } from '../src/domain/text.ts'

/** A paragraph of the text part: lines that are printed one below the other. */
export type Paragraph = readonly string[]

/** A line of words, with a U+200F in front where a right-to-left line would begin with a foreign letter. */
export const lineIn = (direction: Direction, text: string): string => subjectInDirection(text, direction)

/** A link of the text part: what it does, then the address alone on its line, as it is. */
export const linkLines = (direction: Direction, label: string, url: string): Paragraph => [
  lineIn(direction, `${label.replace(/[:.]$/, '')}:`),
  url,
]

/** The text part: an empty line between paragraphs, nothing wrapped, nothing drawn. */
export const plainText = (paragraphs: readonly Paragraph[]): string =>
  `${paragraphs
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')}\n`

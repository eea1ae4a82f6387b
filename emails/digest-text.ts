import type { Block } from './block.ts'
import type { Digest } from './digest.ts'
import { imprintLines } from './imprint.ts'
import { lineIn, linkLines, plainText } from './plain.ts'
import type { Paragraph } from './plain.ts'

const postParagraph = (block: Block): Paragraph => [
  lineIn(block.direction, block.title),
  lineIn(
    block.direction,
    [block.label, block.author, block.date].filter(Boolean).join(block.voice.text({ key: 'separator' })),
  ),
  lineIn(block.direction, block.excerpt),
  block.url ?? '',
]

const noteParagraphs = ({ note, voice }: Digest): Paragraph[] =>
  note === null
    ? []
    : [
        [voice.text({ key: 'editor_note' })],
        ...note.paragraphs.map((lines) => lines.map((line) => lineIn(note.direction, line))),
      ]

const moreParagraph = ({ more, voice, imprint }: Digest): Paragraph => {
  if (more === 0) return []
  const words = voice.text({ key: 'more_on_site', values: { count: more } })
  return imprint.siteUrl ? linkLines(voice.direction, words, imprint.siteUrl) : [words]
}

/** The text part of a digest: every title, excerpt and address that its HTML has, in the same order. */
export const digestText = (digest: Digest): string => {
  const { voice, imprint, blocks, reasons, links } = digest
  return plainText([
    [lineIn(voice.direction, imprint.name), lineIn(voice.direction, imprint.tagline)],
    ...noteParagraphs(digest),
    ...blocks.map(postParagraph),
    moreParagraph(digest),
    reasons.map((reason) => lineIn(voice.direction, voice.text(reason))),
    ...links.map(({ label, url }) => linkLines(voice.direction, voice.text(label), url)),
    imprintLines(imprint, voice),
  ])
}

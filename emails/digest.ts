import type { DigestContent, ReaderParts } from '../src/domain/digest.ts'
import type { Direction, Locale } from '../src/domain/locale.ts'
import type { Newsletter } from '../src/domain/newsletter.ts'
import { directionOfText, stripBidiControls } from '../src/domain/text.ts'
import type { Block } from './block.ts'
import { blockOf } from './block.ts'
import type { FootLink } from './frame.ts'
import { clean, imprintOf } from './imprint.ts'
import type { Imprint } from './imprint.ts'
import { digestSubject } from './subject.ts'
import type { Sentence, Voice } from './say.ts'
import { likelyLang, voiceOf } from './say.ts'

/** An editor's words, read into paragraphs of lines. */
export interface Note {
  readonly lang: Locale
  readonly direction: Direction
  readonly paragraphs: readonly (readonly string[])[]
}

/** Everything a digest says, ready to be set as HTML and as text. */
export interface Digest {
  readonly voice: Voice
  readonly imprint: Imprint
  readonly subject: string
  readonly preheader: string
  readonly note: Note | null
  readonly blocks: readonly Block[]
  /** How many posts are not shown. */
  readonly more: number
  readonly reasons: readonly Sentence[]
  readonly links: readonly FootLink[]
}

const noteOf = (note: string | null, voice: Voice): Note | null => {
  const text = stripBidiControls(note ?? '').trim()
  if (text === '') return null
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split(/\r?\n/).map((line) => line.replace(/[\p{Cc}\s]+/gu, ' ').trim()))
  const direction = directionOfText(text, voice.direction)
  return { lang: likelyLang(direction, voice.locale), direction, paragraphs }
}

const preheaderOf = (blocks: readonly Block[], note: Note | null, separator: string): string => {
  const others = blocks.slice(1, 4).map((block) => block.title)
  return note?.paragraphs[0]?.join(' ') ?? (others.length > 0 ? others.join(separator) : (blocks[0]?.excerpt ?? ''))
}

/** Reads what a digest says out of its frozen content. */
export const readDigest = (
  content: DigestContent,
  newsletter: Newsletter,
  reader: ReaderParts & { readonly test: boolean },
): Digest => {
  const voice = voiceOf(content.lang, newsletter.digits)
  const imprint = imprintOf(newsletter, voice)
  const blocks = content.posts.map((post) => blockOf(post, voice, newsletter))
  const note = noteOf(content.note, voice)
  return {
    voice,
    imprint,
    subject: digestSubject(blocks[0], content, { voice, name: imprint.name, test: reader.test }),
    preheader: preheaderOf(blocks, note, voice.text({ key: 'separator' })),
    note,
    blocks,
    more: content.more,
    reasons: [
      { key: 'reason', values: { newsletter: { text: imprint.name, kind: 'name' } } },
      { key: 'sent_to', values: { address: { text: clean(reader.address), kind: 'address' } } },
    ],
    links: [
      { label: { key: 'unsubscribe' }, url: reader.unsubscribeUrl },
      { label: { key: 'preferences' }, url: reader.preferencesUrl },
    ],
  }
}

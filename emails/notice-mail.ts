import { subjectInDirection } from '../src/domain/text.ts'
import type { FootLink } from './frame.ts'
import { framed, sheet } from './frame.ts'
import { wordsLeaf } from './leaf.ts'
import { joined, markup } from './markup.ts'
import type { Markup } from './markup.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import type { Letter, NoticeParts } from './notice.ts'
import { lineIn, linkLines, plainText } from './plain.ts'
import { imprintLines } from './imprint.ts'
import type { Imprint } from './imprint.ts'
import type { Sentence, Voice } from './say.ts'
import { cutAtWord, visibleLength } from './cut.ts'
import { longestSubject } from './subject.ts'
import { light, typefaceOf } from './theme.ts'

/** A letter with everything round it. */
export interface LetterInFrame {
  readonly letter: Letter
  readonly voice: Voice
  readonly imprint: Imprint
  readonly links: readonly FootLink[]
}

/** The links at the foot of a notice: those that were given and are not its action already. */
export const noticeLinks = ({ unsubscribeUrl, preferencesUrl }: NoticeParts, action: string): FootLink[] => {
  const links = [
    { label: { key: 'unsubscribe' }, url: unsubscribeUrl ?? '' },
    { label: { key: 'preferences' }, url: preferencesUrl ?? '' },
  ] as const
  return links.filter(({ url }) => url !== '' && url !== action)
}

/** At most 70 visible characters: a long name is cut, never what surrounds it. */
export const noticeSubject = ({ letter, voice, imprint }: LetterInFrame): string => {
  const surrounding = visibleLength(voice.text({ key: letter.subject, values: { newsletter: '' } }))
  const newsletter = cutAtWord(imprint.name, longestSubject - surrounding).start
  return subjectInDirection(voice.text({ key: letter.subject, values: { newsletter } }), voice.direction)
}

const said = (voice: Voice, sentences: readonly Sentence[], tone: 'ink' | 'soft'): Markup =>
  joined(
    sentences.map(
      (sentence) =>
        markup`<p class="${tone} say" style="margin:0 0 12px;color:${light[tone]}">${voice.html(sentence)}</p>`,
    ),
  )

const button = ({ letter, voice, imprint }: LetterInFrame): MjmlNode =>
  element(
    'mj-button',
    {
      href: letter.action.url,
      'background-color': imprint.accent.fill,
      color: imprint.accent.onFill,
      'font-size': '17px',
      'font-weight': '700',
      'line-height': '1.5',
      'border-radius': '4px',
      'inner-padding': '12px 28px',
      padding: '4px 32px 24px',
      'css-class': 'g face',
    },
    voice.html({ key: letter.action.label }),
  )

/** The MJML tree of a notice. */
export const noticeTree = (notice: LetterInFrame): MjmlNode => {
  const { letter, voice, imprint, links } = notice
  const { heading, headingLine } = typefaceOf(voice.direction)
  const tongue = { lang: voice.locale, direction: voice.direction }
  const title = markup`<h2 class="ink" style="margin:0 0 12px;font-family:${heading};font-size:24px;line-height:${headingLine};font-weight:700;color:${light.ink}">${voice.html(letter.title)}</h2>`
  const leaves = [
    wordsLeaf(tongue, '0 32px 12px', joined([title, said(voice, letter.before, 'ink')])),
    button(notice),
    wordsLeaf(tongue, '0 32px 12px', said(voice, letter.after, 'soft')),
  ]
  return framed({
    voice,
    imprint,
    links,
    title: noticeSubject(notice),
    preheader: letter.before.map((sentence) => voice.text(sentence)).at(-1) ?? '',
    sections: [sheet(leaves)],
    reasons: [letter.reason],
  })
}

/** The text part of a notice. */
export const noticeText = ({ letter, voice, imprint, links }: LetterInFrame): string => {
  const line = (sentence: Sentence): string => lineIn(voice.direction, voice.text(sentence))
  return plainText([
    [line(letter.title)],
    ...letter.before.map((sentence) => [line(sentence)]),
    linkLines(voice.direction, voice.text({ key: letter.action.label }), letter.action.url),
    ...letter.after.map((sentence) => [line(sentence)]),
    [line(letter.reason)],
    ...links.map(({ label, url }) => linkLines(voice.direction, voice.text(label), url)),
    imprintLines(imprint, voice),
  ])
}

import { joined, markup, nothing } from './markup.ts'
import type { Markup } from './markup.ts'
import type { HeadWords } from './head.ts'
import { headOf } from './head.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import type { Sentence, Voice } from './say.ts'
import { light, typefaceOf } from './theme.ts'

/** A link at the foot; the address is printed as it is, for it may be a mark that is filled per reader. */
export interface FootLink {
  readonly label: Sentence
  readonly url: string
}

/** What a whole mail is made from. */
export interface Frame extends HeadWords {
  readonly sections: readonly MjmlNode[]
  /** Why the reader gets this. */
  readonly reasons: readonly Sentence[]
  readonly links: readonly FootLink[]
}

/** A stretch of the white sheet, one column wide: safe in every Outlook, and short enough for its page breaks. */
export const sheet = (leaves: readonly MjmlNode[], attributes: Readonly<Record<string, string>> = {}): MjmlNode =>
  element('mj-section', { 'css-class': 'sheet', 'background-color': light.sheet, padding: '0', ...attributes }, [
    element('mj-column', {}, leaves),
  ])

const doubleRule = markup`<p class="line" style="margin:18px 0 0;border-top:3px double ${light.line};font-size:1px;line-height:1px">&nbsp;</p>`

const mastheadOf = ({ voice, imprint }: Frame): MjmlNode => {
  const { heading, headingLine } = typefaceOf(voice.direction)
  const name = imprint.siteUrl
    ? markup`<a class="ink" href="${imprint.siteUrl}" style="color:${light.ink};text-decoration:none"><bdi>${imprint.name}</bdi></a>`
    : markup`<bdi>${imprint.name}</bdi>`
  const tagline = imprint.tagline
    ? markup`<p class="soft" style="margin:4px 0 0;font-size:15px;color:${light.soft}"><bdi>${imprint.tagline}</bdi></p>`
    : nothing
  const title = markup`<h1 class="ink" style="margin:0;font-family:${heading};font-size:30px;line-height:${headingLine};font-weight:700;color:${light.ink}">${name}</h1>`
  const leaf = element(
    'mj-text',
    { align: 'center', padding: '26px 32px 24px', 'css-class': 'g' },
    joined([title, tagline, doubleRule]),
  )
  return sheet([leaf], { 'border-top': `4px solid ${imprint.accent.fill}` })
}

const footLink = (voice: Voice, { label, url }: FootLink): Markup =>
  markup`<a class="soft" href="${url}" style="color:${light.soft};text-decoration:underline">${voice.html(label)}</a>`

const footLine = (pieces: readonly Markup[], separator: Markup): Markup =>
  pieces.length === 0 ? nothing : markup`<p class="soft" style="margin:0 0 10px">${joined(pieces, separator)}</p>`

const footOf = ({ voice, imprint, reasons, links }: Frame): MjmlNode => {
  const because = reasons.map((reason) => voice.html(reason))
  const doors = links.map((link) => footLink(voice, link))
  const sender = voice.html({ key: 'sender', values: { sender: { text: imprint.sender, kind: 'name' } } })
  const postal = imprint.postalAddress.map((line) => markup`<bdi>${line}</bdi>`)
  const lines = [
    footLine(because, markup` `),
    footLine(doors, markup`  ·  `),
    footLine([sender, ...postal], markup`<br>`),
  ]
  const text = { align: 'center', 'font-size': '14px', color: light.soft, padding: '24px 32px 28px', 'css-class': 'g' }
  return element('mj-section', { padding: '0' }, [element('mj-column', {}, [element('mj-text', text, joined(lines))])])
}

/** The tree of a whole mail: masthead, sections, foot. */
export const framed = (frame: Frame): MjmlNode =>
  element('mjml', { lang: frame.voice.locale, dir: frame.voice.direction }, [
    headOf(frame),
    element('mj-body', { 'background-color': light.paper, 'css-class': 'paper' }, [
      mastheadOf(frame),
      ...frame.sections,
      footOf(frame),
    ]),
  ])

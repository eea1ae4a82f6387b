import type { Block } from './block.ts'
import { wordsLeaf } from './leaf.ts'
import { joined, markup, nothing } from './markup.ts'
import type { Markup } from './markup.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import { endOf, light, startOf, typefaceOf } from './theme.ts'
import type { Accent } from './theme.ts'

const sheetWidth = 536
const thumbWidth = 168
const portraitThumbWidth = 112
const thumbGap = 20

const linked = (block: Block, content: Markup, look: { tone: string; style: string }): Markup =>
  block.url === null
    ? content
    : markup`<a class="${look.tone}" href="${block.url}" style="${look.style};text-decoration:none">${content}</a>`

/** Words in another language than the block's keep their own direction. */
const ownWords = ({ voice, lang, direction }: Block, words: string): Markup =>
  lang.toLowerCase().split('-')[0] === voice.locale && direction === voice.direction
    ? markup`${words}`
    : markup`<bdi lang="${voice.locale}" dir="${voice.direction}">${words}</bdi>`

const labelOf = ({ label }: Block, accent: Accent): Markup =>
  label === ''
    ? nothing
    : markup`<p class="tint" style="margin:0 0 4px;font-size:14px;font-weight:700;color:${accent.text}"><bdi>${label}</bdi></p>`

const titleOf = (block: Block, size: 'lead' | 'card'): Markup => {
  const { body, heading, headingLine } = typefaceOf(block.direction)
  const family = heading === body ? '' : `font-family:${heading};`
  const [className, pixels] = size === 'lead' ? ['ink big', 28] : ['ink', 20]
  const title = linked(block, markup`${block.title}`, { tone: 'ink', style: `color:${light.ink}` })
  return markup`<h2 class="${className}" style="margin:0 0 6px;${family}font-size:${pixels}px;line-height:${headingLine};font-weight:700;color:${light.ink}">${title}</h2>`
}

const metaOf = (block: Block): Markup => {
  const author = block.author === '' ? nothing : markup`<bdi>${block.author}</bdi>`
  return markup`<p class="soft" style="margin:0 0 10px;font-size:14px;color:${light.soft}">${joined([author, ownWords(block, block.date)], block.voice.html({ key: 'separator' }))}</p>`
}

const excerptOf = ({ excerpt }: Block): Markup =>
  excerpt === '' ? nothing : markup`<p class="ink say" style="margin:0 0 8px">${excerpt}</p>`

const moreOf = (block: Block, accent: Accent): Markup => {
  const words = ownWords(block, block.voice.text({ key: 'read_more' }))
  const style = `color:${accent.text};font-weight:700`
  return block.url === null
    ? nothing
    : markup`<p style="margin:0;font-size:15px">${linked(block, words, { tone: 'tint', style })}</p>`
}

const wordsOf = (block: Block, content: readonly Markup[]): MjmlNode => wordsLeaf(block, '0 32px 26px', joined(content))

const leadImage = ({ image, url, direction }: Block): MjmlNode[] => {
  if (image === null) return []
  const attributes = {
    src: image.url,
    alt: image.alt,
    width: `${Math.min(image.width, image.portrait ? sheetWidth / 2 : sheetWidth)}px`,
    align: startOf(direction),
    padding: '0 32px 18px',
    'css-class': 'g',
    'border-radius': '3px',
  }
  return [element('mj-image', url === null ? attributes : { ...attributes, href: url })]
}

const thumbOf = (block: Block): Markup => {
  const { image, direction } = block
  if (image === null) return nothing
  const width = Math.min(image.width, image.portrait ? portraitThumbWidth : thumbWidth)
  const picture = markup`<img class="tn" src="${image.url}" alt="${image.alt}" width="${width}" style="display:block;width:${width}px;max-width:100%;border-radius:3px">`
  return markup`<td class="tc" width="${width}" align="${endOf(direction)}" valign="top" style="padding:6px 0 12px">${linked(block, picture, { tone: 'ink', style: `color:${light.ink}` })}</td>`
}

const besideThumb = (block: Block, words: readonly Markup[]): Markup =>
  block.image === null
    ? joined(words)
    : markup`<table role="presentation" dir="${block.direction}" width="100%" border="0" cellpadding="0" cellspacing="0"><tr><td align="${startOf(block.direction)}" valign="top" style="padding-${endOf(block.direction)}:${thumbGap}px">${joined(words)}</td>${thumbOf(block)}</tr></table>`

const rule = markup`<p class="line" style="margin:0 0 22px;border-top:1px solid ${light.line};font-size:1px;line-height:1px">&nbsp;</p>`

/** The first post: its image across the sheet, its title large. */
export const leadPost = (block: Block, accent: Accent): MjmlNode[] => [
  ...leadImage(block),
  wordsOf(block, [
    labelOf(block, accent),
    titleOf(block, 'lead'),
    metaOf(block),
    excerptOf(block),
    moreOf(block, accent),
  ]),
]

/** Every other post: below a thin rule, a small image beside its title where there is one. */
export const cardPost = (block: Block, accent: Accent): MjmlNode =>
  wordsOf(block, [
    rule,
    besideThumb(block, [labelOf(block, accent), titleOf(block, 'card'), metaOf(block)]),
    excerptOf(block),
    moreOf(block, accent),
  ])

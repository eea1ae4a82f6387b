import type { Direction } from '../src/domain/locale.ts'
import type { Markup } from './markup.ts'
import { markup } from './markup.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import { startOf, typefaceOf } from './theme.ts'

/** A block of words in its own language and direction, aligned physically, with the margins of the sheet. */
export const wordsLeaf = (
  block: { readonly lang: string; readonly direction: Direction },
  padding: string,
  content: Markup,
): MjmlNode => {
  const { body, bodyPx, bodyLine } = typefaceOf(block.direction)
  const attributes = {
    align: startOf(block.direction),
    'font-family': body,
    'font-size': `${bodyPx}px`,
    'line-height': String(bodyLine),
    padding,
    'css-class': 'g',
  }
  return element('mj-text', attributes, markup`<div lang="${block.lang}" dir="${block.direction}">${content}</div>`)
}

import type { Imprint } from './imprint.ts'
import { clean } from './imprint.ts'
import { markup } from './markup.ts'
import type { Markup } from './markup.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import type { Voice } from './say.ts'
import { darkStyle, light, mobileStyle, outlookStyle, startOf, typefaceOf } from './theme.ts'

/** What the head of a mail is made from. */
export interface HeadWords {
  readonly voice: Voice
  readonly imprint: Imprint
  readonly title: string
  readonly preheader: string
}

// Without padding, programs fill up a short preheader with whatever text comes first.
const padded = (preheader: string): Markup => markup`${preheader}${'\u00a0\u200c'.repeat(60)}`

const colourSchemes =
  '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'

/** The head of a mail: title, preheader, the defaults that turn MJML to the mail's direction, and styles. */
export const headOf = ({ voice, imprint, title, preheader }: HeadWords): MjmlNode => {
  const { body, bodyPx, bodyLine } = typefaceOf(voice.direction)
  const { direction } = voice
  const text = {
    align: startOf(direction),
    color: light.ink,
    'font-family': body,
    'font-size': `${bodyPx}px`,
    'line-height': String(bodyLine),
    padding: '0 32px',
  }
  return element('mj-head', {}, [
    element('mj-title', {}, markup`${clean(title)}`),
    element('mj-preview', {}, padded(preheader)),
    element('mj-attributes', {}, [
      element('mj-section', { direction }),
      element('mj-column', { direction }),
      element('mj-group', { direction }),
      element('mj-text', text),
      element('mj-button', { align: startOf(direction), 'font-family': body }),
      element('mj-image', { align: startOf(direction), padding: '0 32px' }),
    ]),
    element('mj-style', {}, { html: mobileStyle }),
    element('mj-raw', {}, { html: colourSchemes }),
    // A block of its own: a program that trips over dark mode throws away the whole block.
    element('mj-raw', {}, { html: `<style>${darkStyle(imprint.accent)}</style>${outlookStyle(direction)}` }),
  ])
}

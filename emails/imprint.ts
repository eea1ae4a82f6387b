import type { Newsletter } from '../src/domain/newsletter.ts'
import { oneLine, stripBidiControls } from '../src/domain/text.ts'
import { lineIn } from './plain.ts'
import type { Paragraph } from './plain.ts'
import type { Voice } from './say.ts'
import { accentOf } from './theme.ts'
import type { Accent } from './theme.ts'
import { webUrl } from './web-url.ts'

/** What stands at the head and foot of a mail: who speaks, and from where. */
export interface Imprint {
  readonly name: string
  readonly tagline: string
  readonly siteUrl: string | null
  readonly sender: string
  readonly postalAddress: readonly string[]
  readonly accent: Accent
}

/** A text from outside as one line without direction marks. */
export const clean = (text: string): string => oneLine(stripBidiControls(text))

/** Reads the imprint of a newsletter; without one the service speaks for itself. */
export const imprintOf = (newsletter: Newsletter | null, voice: Voice): Imprint => {
  const name = clean(newsletter?.name ?? '') || voice.text({ key: 'nashra' })
  return {
    name,
    tagline: clean(newsletter?.description ?? ''),
    siteUrl: webUrl(newsletter?.siteUrl),
    sender: clean(newsletter?.sender.name ?? '') || name,
    postalAddress: (newsletter?.postalAddress ?? '').split(/\r?\n/).map(clean).filter(Boolean),
    accent: accentOf(newsletter?.colour ?? ''),
  }
}

/** Who sent a mail and from where, as the last paragraph of its text part. */
export const imprintLines = ({ sender, postalAddress }: Imprint, voice: Voice): Paragraph => [
  lineIn(voice.direction, voice.text({ key: 'sender', values: { sender } })),
  ...postalAddress.map((line) => lineIn(voice.direction, line)),
]

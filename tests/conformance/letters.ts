import type { DigestContent, DigestPost } from '../../src/domain/digest.ts'
import type { Dice } from './dice.ts'
import { anySheet, readerAddress, type Sheet } from './people.ts'
import { paragraph, readerName, title } from './phrases.ts'

/** A rendition to be composed, and those who are to get it. */
export interface Letter extends Sheet {
  readonly id: string
  readonly content: DigestContent
  readonly readers: readonly {
    readonly subscriptionId: string
    readonly name: string | null
    readonly address: string
  }[]
}

const post = (dice: Dice, script: Sheet['script'], lang: string, id: number): DigestPost => ({
  id: String(id),
  title: title(dice, script),
  excerpt: paragraph(dice, script),
  url: `https://site.example/${encodeURIComponent(dice.chance(0.4) ? title(dice, script) : `p${id}`)}?a=1&b=${id}`,
  image: dice.chance(0.3)
    ? { url: `https://site.example/${id}.jpg`, alt: title(dice, script), width: 640, height: 360 }
    : null,
  author: dice.chance(0.5) ? title(dice, script) : null,
  lang: dice.chance(0.8) ? lang : null,
  direction: lang === 'ar' ? 'rtl' : 'ltr',
  categories: dice.chance(0.5) ? [title(dice, script)] : [],
  publishedAt: '2026-01-14T08:00:00Z',
})

const readersPerLetter = 5

/** So many mails, in letters of a few readers each. */
export const letters = (dice: Dice, size: number): Letter[] =>
  Array.from({ length: Math.ceil(size / readersPerLetter) }, (_, index): Letter => {
    const { newsletter, script } = anySheet(dice)
    const lang = newsletter.locale
    return {
      id: String(index + 1),
      newsletter,
      script,
      content: {
        lang,
        posts: Array.from({ length: dice.number(1, 8) }, (_post, at) => post(dice, script, lang, at + 1)),
        more: dice.one([0, 0, 1, 2, 11]),
        note: dice.chance(0.2) ? paragraph(dice, script) : null,
      },
      readers: Array.from({ length: Math.min(readersPerLetter, size - index * readersPerLetter) }, (_reader, at) => ({
        subscriptionId: String(index * readersPerLetter + at + 1),
        name: readerName(dice),
        address: readerAddress(dice),
      })),
    }
  })

import { stripBidiControls } from '../src/domain/text.ts'

/** A text as a mail header or a card has room for it, and what was left over. */
export interface Cut {
  readonly start: string
  /** Empty when nothing had to be cut. */
  readonly rest: string
}

const graphemesOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), ({ segment }) => segment)

/** How many characters a person sees in a text: combined letters and emoji count once, direction marks not at all. */
export const visibleLength = (text: string): number => graphemesOf(stripBidiControls(text)).length

/** Cuts at the last space before `limit` visible characters (an ellipsis among them), inside a word only if it is the first. */
export const cutAtWord = (text: string, limit: number): Cut => {
  const graphemes = graphemesOf(text)
  if (graphemes.length <= limit) return { start: text, rest: '' }
  const room = graphemes.slice(0, Math.max(1, limit - 1)).join('')
  const nextIsSpace = /^\s/.test(text.slice(room.length))
  const space = nextIsSpace ? room.length : room.lastIndexOf(' ')
  const end = space > 0 ? space : room.length
  const start = text.slice(0, end).replace(/[\s,،;؛:–—-]+$/u, '')
  return { start: `${start}…`, rest: text.slice(end).trim() }
}

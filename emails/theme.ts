import type { Direction } from '../src/domain/locale.ts'
import { inkOn, legibleOn, safeColour } from './colour.ts'

/** The colours of a sheet of print: warm paper, nearly black ink, nothing that turns ugly when a mail program inverts it. */
export const light = { paper: '#f3f0ea', sheet: '#ffffff', ink: '#1f1d1a', soft: '#696259', line: '#dcd6cb' } as const
const dark = { paper: '#151412', sheet: '#1f1d1a', ink: '#ece7de', soft: '#a8a095', line: '#3d3933' } as const

/** A newsletter's colour in its four uses. */
export interface Accent {
  /** Bars and button faces. */
  readonly fill: string
  /** Text on `fill`. */
  readonly onFill: string
  /** Text on the sheet, by day and in the dark. */
  readonly text: string
  readonly textInTheDark: string
}

export const accentOf = (colour: string): Accent => {
  const fill = safeColour(colour, '#8a3324')
  return {
    fill,
    onFill: inkOn(fill),
    text: legibleOn(fill, light.sheet),
    textInTheDark: legibleOn(fill, dark.sheet),
  }
}

/** How a script is set. Lines are unitless multiples; Arabic needs room for its vowel marks. */
export interface Typeface {
  readonly body: string
  readonly heading: string
  readonly bodyPx: number
  readonly bodyLine: number
  readonly headingLine: number
}

const typefaces: Readonly<Record<Direction, Typeface>> = {
  rtl: {
    body: "'Segoe UI',Tahoma,'Geeza Pro','Noto Sans Arabic',Arial,sans-serif",
    heading: "'Segoe UI',Tahoma,'Geeza Pro','Noto Sans Arabic',Arial,sans-serif",
    bodyPx: 17,
    bodyLine: 1.8,
    headingLine: 1.5,
  },
  ltr: {
    body: "'Segoe UI',Tahoma,'Helvetica Neue',Arial,sans-serif",
    heading: "Georgia,'Noto Serif','Times New Roman',serif",
    bodyPx: 16,
    bodyLine: 1.65,
    headingLine: 1.35,
  },
}

export const typefaceOf = (direction: Direction): Typeface => typefaces[direction]

/** The physical side on which a direction starts; `text-align:start` and logical margins do not work in Gmail and Outlook. */
export const startOf = (direction: Direction): 'left' | 'right' => (direction === 'rtl' ? 'right' : 'left')
export const endOf = (direction: Direction): 'left' | 'right' => (direction === 'rtl' ? 'left' : 'right')

/** For small screens: narrower margins and thumbnails. */
export const mobileStyle = [
  '@media only screen and (max-width:480px){',
  '.g{padding-left:20px!important;padding-right:20px!important}',
  '.big{font-size:24px!important}',
  '.tc{width:112px!important}',
  '.tn{max-width:112px!important}',
  '}',
].join('\n')

/** For programs that obey `prefers-color-scheme`; others show the light colours or invert them by themselves. */
export const darkStyle = (accent: Accent): string =>
  [
    ':root{color-scheme:light dark}',
    '@media (prefers-color-scheme:dark){',
    `.paper,.paper>div{background-color:${dark.paper}!important}`,
    `.sheet,.sheet>table{background:${dark.sheet}!important}`,
    `.ink{color:${dark.ink}!important}`,
    `.soft{color:${dark.soft}!important}`,
    `.tint{color:${accent.textInTheDark}!important}`,
    `.line{border-color:${dark.line}!important}`,
    `.face td,.face a{background:${accent.textInTheDark}!important;color:${inkOn(accent.textInTheDark)}!important}`,
    '}',
  ].join('\n')

/** Outlook on Windows falls back to Times for a stack it does not know, and squeezes lines without exact heights. */
export const outlookStyle = (direction: Direction): string => {
  const { bodyPx, bodyLine } = typefaceOf(direction)
  return [
    '<!--[if mso]><style>',
    'table,td,div,p,a,h1,h2{font-family:Tahoma,Arial,sans-serif!important}',
    `p.say{line-height:${Math.round(bodyPx * bodyLine)}px!important;mso-line-height-rule:exactly}`,
    '</style><![endif]-->',
  ].join('')
}

import { base } from './base.ts'
import { controls } from './controls.ts'
import { newsroom } from './newsroom.ts'
import { publicPages } from './public.ts'
import { tokens } from './tokens.ts'

/** The one stylesheet of all pages, without the blanks that only its authors need. */
export const stylesheet = [tokens, base, controls, publicPages, newsroom]
  .join('')
  .replaceAll(/\/\*.*?\*\//gs, '')
  .replaceAll(/\n\s*/g, '\n')
  .trim()

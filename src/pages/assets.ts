import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { icon } from './icon.ts'
import { stylesheet } from './styles/stylesheet.ts'

/** A file that pages refer to. Its path holds the hash of its bytes, so it may be cached for ever. */
export interface Asset {
  readonly path: string
  /** Content-Type. */
  readonly type: string
  readonly body: string
}

const named = (extension: string, type: string, body: string): Asset => ({
  path: `/assets/nashra-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${extension}`,
  type,
  body,
})

/** The compiled sibling, without what only its author needs. */
const enhanceSource = readFileSync(new URL('enhance.js', import.meta.url), 'utf8')
  .replace(/^\/\/# sourceMappingURL=.*$/m, '')
  .replaceAll(/^\s*(?:\/\*\*.*\*\/|\/\/.*)$\n/gm, '')

const css = named('css', 'text/css; charset=utf-8', stylesheet)
const script = named('js', 'text/javascript; charset=utf-8', enhanceSource)
const svg = named('svg', 'image/svg+xml', icon)

/** Everything that pages load: nothing comes from anywhere else. */
export const assets: readonly Asset[] = [css, script, svg]
export const stylesheetPath = css.path
export const scriptPath = script.path
export const iconPath = svg.path

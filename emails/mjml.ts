import type { Direction, Locale } from '../src/domain/locale.ts'
import { escapeHtml } from './markup.ts'
import type { Markup } from './markup.ts'

/** MJML as data. There is no MJML source anywhere, so no text can become a tag, an include or a template of it. */
export type MjmlNode =
  | { readonly tagName: string; readonly attributes: Record<string, string>; readonly children: MjmlNode[] }
  | { readonly tagName: string; readonly attributes: Record<string, string>; readonly content: string }

/** One MJML element; attribute values are plain texts (MJML prints them unescaped, so they are escaped here). */
export const element = (
  tagName: string,
  attributes: Readonly<Record<string, string>>,
  inside: readonly MjmlNode[] | Markup = [],
): MjmlNode => {
  const escaped = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, escapeHtml(value)]))
  return 'html' in inside
    ? { tagName, attributes: escaped, content: inside.html }
    : { tagName, attributes: escaped, children: [...inside] }
}

/**
 * What MJML is told. Fonts stay empty: with its default list MJML links Google Fonts as soon as a *text* names one of them.
 * Includes are off by MJML's own default, and written out so that nobody has to know it.
 */
export const mjmlOptions = { validationLevel: 'strict', ignoreIncludes: true, fonts: {}, minify: false } as const

// MJML breaks lines only between and inside tags; texts reach it without line breaks.
const tighten = (html: string): string => html.replace(/\s*\n\s*/g, '\n').trim()

/**
 * Renders a tree whose root is `mjml` to HTML, its whitespace tightened, with language and direction also on `body`.
 * MJML is loaded at the first call and stays in memory; throws when the tree is not valid MJML.
 */
export const compileMjml = async (tree: MjmlNode, locale: Locale, direction: Direction): Promise<string> => {
  const { default: mjml2html } = await import('mjml')
  const { html } = await mjml2html(tree, mjmlOptions)
  return tighten(html).replace(/<body\s+/, `<body lang="${locale}" dir="${direction}" `)
}

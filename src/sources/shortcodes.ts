import type { HtmlTree } from './html-tree.ts'
import { proseNodes, topNodes } from './html-tree.ts'

const bracketed = /\[(\/?)([a-z][a-z0-9_-]*)(\s[^\][]*)?\]/gi
const closings = /\[\/([a-z][a-z0-9_-]*)\]/gi
const bare = new Set(['audio', 'caption', 'embed', 'gallery', 'playlist', 'video'])

/** "[sic]", "[1]" and "[Video]" are words; a shortcode has attributes, an underscore in its name, a closing twin or a well-known name. */
const isShortcode = (name: string, attributes: string | undefined, closed: ReadonlySet<string>): boolean =>
  name.includes('_') || bare.has(name) || closed.has(name) || /^\s+[\w-]+=/.test(attributes ?? '')

/** Removes the WordPress shortcodes that no plugin turned into HTML; what stands between an opening and a closing one stays. Code is left alone. */
export const removeShortcodes = (tree: HtmlTree): void => {
  const nodes = [...proseNodes(topNodes(tree))]
  const closed = new Set<string>()
  for (const { data: text } of nodes) for (const [, name] of text.matchAll(closings)) closed.add(name!.toLowerCase())
  for (const node of nodes)
    node.data = node.data.replace(bracketed, (whole, slash: string, name: string, attributes?: string) =>
      slash || isShortcode(name.toLowerCase(), attributes, closed) ? '' : whole,
    )
}

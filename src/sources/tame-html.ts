import { MarkupWriter } from './markup-writer.ts'
import { nextTag } from './markup.ts'

const maxLength = 400_000
const maxTags = 20_000

/** What a browser does not show as text, or shows in a way that a mail cannot. */
const unshown = new Set(
  'script style iframe noscript noembed noframes xmp textarea title template svg math object select video audio canvas applet frameset'.split(
    ' ',
  ),
)

/** Finds where an element ends that is skipped whole; remembers which names never close, so that the search stays linear. */
const createSkipper = (html: string) => {
  const unclosed = new Set<string>()
  return (name: string, from: number): number => {
    const closing = new RegExp(`</${name}[\\s/>]`, 'gi')
    closing.lastIndex = from
    const found = unclosed.has(name) ? null : closing.exec(html)
    if (found) return html.indexOf('>', found.index) + 1 || html.length
    unclosed.add(name)
    return name === 'script' || name === 'style' ? html.length : from
  }
}

/**
 * Any text as HTML that is safe to parse: the same words and elements, but every tag spelt canonically and closed,
 * nested at most 100 deep, at most 20,000 of them in the first 400,000 characters; scripts, styles, frames, drawings
 * and comments are gone with all they hold. Linear in the length; never throws.
 */
export const tameHtml = (source: string): string => {
  const html = source.slice(0, maxLength)
  const writer = new MarkupWriter()
  const behindElement = createSkipper(html)
  let at = 0
  for (let count = 0; count < maxTags; count++) {
    const tag = nextTag(html, at, { xml: false })
    writer.text(html.slice(at, tag?.start))
    if (!tag) break
    at = tag.end
    if (tag.kind === 'skipped') continue
    const name = tag.name.toLowerCase()
    if (!/^[a-z][a-z0-9:-]*$/.test(name)) continue
    if (tag.kind === 'close') writer.close(name)
    else if (!unshown.has(name)) writer.open(name, tag)
    else if (!tag.selfClosing || !/^(svg|math)$/.test(name)) at = behindElement(name, tag.end)
  }
  return writer.finish()
}

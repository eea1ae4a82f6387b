import sanitizeHtml from 'sanitize-html'
import { oneLine, stripBidiControls } from '../domain/text.ts'
import { resolveUrl } from './canonical-url.ts'
import { improveImages } from './clean-images.ts'
import { removeFurniture } from './furniture.ts'
import type { HtmlNode, HtmlTree } from './html-tree.ts'
import { isElement, isText, parseHtml, setTopNodes, topNodes } from './html-tree.ts'
import { removeShortcodes } from './shortcodes.ts'

const words = (text: string): string[] => text.split(' ')

const allowed: sanitizeHtml.IOptions = {
  allowedTags: words(
    'p div span br hr h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd a strong b em i u s del ins small sub sup mark abbr q cite code pre kbd samp var figure figcaption img table caption thead tbody tfoot tr th td bdi bdo ruby rt rp',
  ),
  allowedAttributes: {
    '*': ['lang', 'dir'],
    a: ['href'],
    img: ['src', 'alt', 'width', 'height'],
    ol: ['start'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: {
    a: (tagName, attribs) => (attribs['href'] ? { tagName, attribs } : { tagName: 'span', attribs: {} }),
    h1: 'h2',
    section: 'div',
    article: 'div',
    header: 'div',
    footer: 'div',
    center: 'div',
    strike: 's',
  },
}

const resolveLinks = (tree: HtmlTree, baseUrl: string): void => {
  for (const link of tree('a[href]').toArray()) {
    const written = link.attribs['href']!.trim()
    if (/^mailto:/i.test(written)) continue
    const url = resolveUrl(written, baseUrl)
    if (url) link.attribs['href'] = url.href
    else delete link.attribs['href']
  }
}

const sizes = words('width height start colspan rowspan')

const languageTag = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i

const dropOddAttributes = (tree: HtmlTree): void => {
  for (const { attribs } of tree('*').toArray().filter(isElement)) {
    for (const name of sizes) if (!/^\d{1,4}$/.test(attribs[name] ?? '')) delete attribs[name]
    if (!languageTag.test(attribs['lang'] ?? '')) delete attribs['lang']
    if (!/^(ltr|rtl|auto)$/i.test(attribs['dir'] ?? '')) delete attribs['dir']
  }
}

const alwaysShown = new Set(['img', 'hr', 'br', 'td', 'th'])

/** Without the elements that show nothing. Assigning children spares the search through all siblings that removing one by one costs. */
const withoutEmpty = (nodes: readonly HtmlNode[]): HtmlNode[] =>
  nodes.filter((node) => {
    if (!isElement(node)) return isText(node)
    node.children = withoutEmpty(node.children)
    return alwaysShown.has(node.name) || node.children.some(isShown)
  })

const isShown = (node: HtmlNode): boolean =>
  isText(node) ? /\S/.test(node.data) : isElement(node) && node.name !== 'br'

/**
 * A post's HTML as it may be kept, shown and mailed: the author's words and images, without scripts, forms, styles,
 * event attributes, classes, shortcodes, adverts and subscribe blocks; every address absolute and http, https or mailto.
 * `baseUrl` is the post's own address. Never throws, whatever it is given.
 */
export const cleanHtml = (html: string, baseUrl: string): string => {
  const tree = parseHtml(html)
  removeShortcodes(tree)
  removeFurniture(tree, baseUrl)
  improveImages(tree, baseUrl)
  resolveLinks(tree, baseUrl)
  dropOddAttributes(tree)
  setTopNodes(tree, withoutEmpty(topNodes(tree)))
  return sanitizeHtml(tree.html(), allowed).trim()
}

const inline = new Set(
  words('a abbr b bdi bdo cite code del em i ins kbd mark q rt ruby s samp small span strong sub sup u var'),
)

const textOf = (nodes: readonly HtmlNode[], skip: ReadonlySet<string>): string =>
  nodes
    .map((node) => {
      if (isText(node)) return node.data.replace(/\s+/g, ' ')
      if (!isElement(node) || skip.has(node.name)) return ''
      const text = textOf(node.children, skip)
      return inline.has(node.name) ? text : `\n${text}\n`
    })
    .join('')

const tidyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n')

/** The words of a piece of HTML, one line for each block, without markup. */
export const plainText = (html: string): string => tidyLines(textOf(topNodes(parseHtml(html)), new Set()))

const beside = new Set(words('figure figcaption pre table h1 h2 h3 h4 h5 h6'))
const shortestProse = 40

/** The running text of a piece of HTML: no captions, code, tables or headings, unless there is hardly anything else. */
export const proseText = (html: string): string => {
  const prose = tidyLines(textOf(topNodes(parseHtml(html)), beside))
  return prose.length >= shortestProse ? prose : plainText(html)
}

const entity = /&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i

/** Text in which only entities are decoded: a `<` stays one. */
const decoded = (text: string): string => parseHtml(text.replaceAll('<', '&lt;')).root().text()

/** A title as one line of plain text, its tags gone, entities decoded even where a plugin encoded them twice (`&amp;#8211;`). */
export const plainTitle = (html: string): string => {
  const once = textOf(topNodes(parseHtml(html)), new Set())
  const text = entity.test(once) ? decoded(once) : once
  return oneLine(stripBidiControls(text)).toWellFormed()
}

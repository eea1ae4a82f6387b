import type { CheerioAPI } from 'cheerio/slim'
import { load } from 'cheerio/slim'
import type { HtmlElement } from './html-tree.ts'
import { isElement } from './html-tree.ts'
import { nextTag } from './markup.ts'
import { SourceFault } from './source-fault.ts'

const maxDepth = 150
const maxElements = 200_000

/** Entities cannot be declared without it, so that no feed can grow when read. Inside CDATA it is only text. */
const hasDoctype = (text: string): boolean => {
  let at = text.indexOf('<!')
  while (at >= 0) {
    if (/^<!doctype/i.test(text.slice(at, at + 9))) return true
    const end = text.startsWith('<![CDATA[', at) ? text.indexOf(']]>', at) : at
    at = end < 0 ? -1 : text.indexOf('<!', end + 2)
  }
  return false
}

/** Whether the tree that a parser would build is neither too deep nor too large; a closing tag without an opening one closes nothing. */
const isBounded = (text: string): boolean => {
  const open: string[] = []
  let at = 0
  for (let count = 0; count < maxElements; count++) {
    const tag = nextTag(text, at, { xml: true })
    if (!tag) return true
    at = tag.end
    const opening = tag.kind === 'close' ? open.lastIndexOf(tag.name) : -1
    if (opening >= 0) open.length = opening
    if (tag.kind === 'open' && !tag.selfClosing) open.push(tag.name)
    if (open.length > maxDepth) return false
  }
  return false
}

const prefixes: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2005/atom', ''],
  ['http://purl.org/atom/ns#', ''],
  ['http://purl.org/rss/1.0/', ''],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://purl.org/rss/1.0/modules/content/', 'content'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  ['http://search.yahoo.com/mrss/', 'media'],
  ['com-wordpress:feed-additions:1', ''],
])

/** An XML document read for its elements' meaning, not their prefixes. */
export interface XmlTree {
  readonly root: HtmlElement
  /** `content:encoded`, `dc:creator`, or a bare name for Atom and RSS, whatever prefix the document chose. */
  name(element: HtmlElement): string
  children(element: HtmlElement, name: string): HtmlElement[]
  /** The first child of that name that has any text. */
  text(element: HtmlElement, name: string): string | null
  textOf(element: HtmlElement): string
  innerXml(element: HtmlElement): string
}

const chosenPrefixes = (root: HtmlElement): Map<string, string> =>
  new Map(
    Object.entries(root.attribs).flatMap(([name, uri]) => {
      const meaning = prefixes.get(uri.trim().toLowerCase())
      return name.startsWith('xmlns:') && meaning !== undefined ? [[name.slice(6), meaning] as const] : []
    }),
  )

const treeOf = ($: CheerioAPI, root: HtmlElement): XmlTree => {
  const chosen = chosenPrefixes(root)
  const name = (element: HtmlElement): string => {
    const [prefix, local] = element.name.includes(':') ? element.name.split(':', 2) : ['', element.name]
    const meaning = chosen.get(prefix ?? '') ?? prefix
    return (meaning ? `${meaning}:${local}` : (local ?? '')).toLowerCase()
  }
  const children = (element: HtmlElement, wanted: string) =>
    element.children.filter(isElement).filter((child) => name(child) === wanted)
  const textOf = (element: HtmlElement) => $(element).text().trim()
  return {
    root,
    name,
    children,
    textOf,
    text: (element, wanted) => children(element, wanted).map(textOf).find(Boolean) ?? null,
    innerXml: (element) => $(element).html() ?? '',
  }
}

/** Reads an XML text in time linear in its length; a `doctype` or `malformed` fault for what could be an attack. */
export const parseXml = (text: string, url: string): XmlTree => {
  if (hasDoctype(text)) throw new SourceFault('doctype', { url })
  if (!isBounded(text)) throw new SourceFault('malformed', { url })
  const $ = load(text, { xml: { xmlMode: true, encodeEntities: 'utf8', selfClosingTags: false } }, false)
  const root = $.root()[0]?.children.find(isElement)
  if (!root) throw new SourceFault('not_a_feed', { url })
  return treeOf($, root)
}

import type { CheerioAPI } from 'cheerio/slim'
import { load } from 'cheerio/slim'
import { tameHtml } from './tame-html.ts'

/** Parsed HTML that was tamed before, so that walking down it never runs out of stack. */
export type HtmlTree = CheerioAPI
type HtmlRoot = NonNullable<ReturnType<CheerioAPI['root']>[0]>
export type HtmlNode = HtmlRoot['children'][number]
type HtmlText = Extract<HtmlNode, { data: string }>
export type HtmlElement = Extract<HtmlNode, { attribs: object }>

export const isElement = (node: HtmlNode | HtmlRoot): node is HtmlElement => 'attribs' in node
export const isText = (node: HtmlNode): node is HtmlText => node.nodeType === 3

/** Parses any HTML; `tree.html()` writes it back with its letters as they are. */
export const parseHtml = (html: string): HtmlTree =>
  load(tameHtml(html), { xml: { xmlMode: false, encodeEntities: 'utf8' } }, false)

/** The nodes at the top of a tree. */
export const topNodes = (tree: HtmlTree): HtmlNode[] => tree.root()[0]?.children ?? []

export const setTopNodes = (tree: HtmlTree, nodes: HtmlNode[]): void => {
  const root = tree.root()[0]
  if (root) root.children = nodes
}

const code = new Set(['pre', 'code', 'kbd', 'samp'])

/** The text nodes in order, but for those inside code. */
export function* proseNodes(nodes: readonly HtmlNode[]): Generator<HtmlText> {
  for (const node of nodes) {
    if (isText(node)) yield node
    else if (isElement(node) && !code.has(node.name)) yield* proseNodes(node.children)
  }
}

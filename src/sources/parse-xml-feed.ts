import type { PostImage } from '../domain/post.ts'
import { resolveUrl } from './canonical-url.ts'
import { plainTitle } from './clean.ts'
import type { FeedDocument, FeedEntry } from './feed-document.ts'
import { authorName, escapeHtml, feedDate } from './feed-document.ts'
import type { HtmlElement } from './html-tree.ts'
import { SourceFault } from './source-fault.ts'
import type { XmlTree } from './xml-tree.ts'
import { parseXml } from './xml-tree.ts'

interface Channel {
  readonly tree: XmlTree
  readonly lang: string | null
  /** What relative addresses are relative to. */
  readonly base: string
}

const absolute = (address: string | null | undefined, base: string): string | null =>
  address ? (resolveUrl(address, base)?.href ?? null) : null

const markup = /<\/?(a|b|bdi|br|cite|code|del|em|i|ins|mark|q|s|script|small|span|strong|style|sub|sup|u)\b[^<>]*>/i

/** RSS says titles are text, and half of all feeds write HTML: only tags that titles are made with count as such. */
const rssTitle = (text: string): string => plainTitle(markup.test(text) ? text : text.replaceAll('<', '&lt;'))

const pixels = (text: string | undefined): number | null => (/^\d{1,5}$/.test(text ?? '') ? Number(text) : null)

const isImage = ({ attribs }: HtmlElement): boolean =>
  attribs['medium'] === 'image' || /^image\/(?!svg)/.test(attribs['type'] ?? '')

const mediaImage = (entry: HtmlElement, { tree, base }: Channel): PostImage | null => {
  const holders = [entry, ...tree.children(entry, 'media:group')]
  const found = [
    ...holders.flatMap((holder) => tree.children(holder, 'media:content')).filter(isImage),
    ...tree.children(entry, 'enclosure').filter(isImage),
    ...tree.children(entry, 'link').filter((link) => link.attribs['rel'] === 'enclosure' && isImage(link)),
    ...holders.flatMap((holder) => tree.children(holder, 'media:thumbnail')),
  ]
  for (const { attribs } of found) {
    const url = absolute(attribs['url'] ?? attribs['href'], base)
    if (url) return { url, alt: '', width: pixels(attribs['width']), height: pixels(attribs['height']) }
  }
  return null
}

const linkOf = (entry: HtmlElement, { tree }: Channel): string | null => {
  const links = tree.children(entry, 'link')
  const written = links.map(tree.textOf).find(Boolean)
  const atom = links.find(({ attribs }) => attribs['href'] && (attribs['rel'] ?? 'alternate') === 'alternate')
  const [guid] = tree.children(entry, 'guid')
  const permanent = guid && guid.attribs['isPermaLink'] !== 'false' ? tree.textOf(guid) : null
  return written ?? atom?.attribs['href'] ?? (/^https?:/.test(permanent ?? '') ? permanent : null)
}

const rssEntry = (item: HtmlElement, channel: Channel): FeedEntry => {
  const { tree, lang, base } = channel
  const text = (name: string) => tree.text(item, name)
  const full = text('content:encoded')
  const description = text('description')
  const title = text('title')
  return {
    guid: text('guid') ?? item.attribs['rdf:about'] ?? null,
    wordPressNumber: text('post-id'),
    title: title ? rssTitle(title) : '',
    link: absolute(linkOf(item, channel), base),
    html: full ?? description ?? '',
    summary: full === null ? null : description,
    author: authorName(text('dc:creator') ?? text('author') ?? ''),
    categories: ['category', 'dc:subject']
      .flatMap((name) => tree.children(item, name))
      .map((each) => plainTitle(tree.textOf(each))),
    published: feedDate(text('pubdate') ?? text('dc:date')),
    updated: feedDate(text('dcterms:modified') ?? text('updated')),
    image: mediaImage(item, channel),
    lang: text('dc:language') ?? lang,
  }
}

/** The HTML of an Atom text construct (RFC 4287, 3.1). */
const atomHtml = (entry: HtmlElement, name: string, tree: XmlTree): string | null => {
  const [construct] = tree.children(entry, name)
  if (!construct || construct.attribs['src']) return null
  const type = construct.attribs['type'] ?? 'text'
  if (type === 'xhtml') return tree.innerXml(construct)
  return /html/.test(type) ? tree.textOf(construct) : escapeHtml(tree.textOf(construct))
}

const atomEntry = (entry: HtmlElement, channel: Channel): FeedEntry => {
  const { tree, lang } = channel
  const base = absolute(entry.attribs['xml:base'], channel.base) ?? channel.base
  const text = (name: string) => tree.text(entry, name)
  const content = atomHtml(entry, 'content', tree)
  const summary = atomHtml(entry, 'summary', tree)
  const [author] = tree.children(entry, 'author')
  return {
    guid: text('id'),
    wordPressNumber: text('post-id'),
    title: plainTitle(atomHtml(entry, 'title', tree) ?? ''),
    link: absolute(linkOf(entry, channel), base),
    html: content || (summary ?? ''),
    summary: content ? summary : null,
    author: author ? authorName(tree.text(author, 'name') ?? '') : null,
    categories: tree
      .children(entry, 'category')
      .map(({ attribs }) => plainTitle(attribs['label'] ?? attribs['term'] ?? '')),
    published: feedDate(text('published') ?? text('issued')),
    updated: feedDate(text('updated') ?? text('modified')),
    image: mediaImage(entry, { ...channel, base }),
    lang: entry.attribs['xml:lang'] ?? lang,
  }
}

const atomFeed = (tree: XmlTree, url: string): FeedDocument => {
  const { attribs } = tree.root
  const base = absolute(attribs['xml:base'], url) ?? url
  const channel = { tree, lang: attribs['xml:lang'] ?? null, base }
  return {
    wordPress: /wordpress/i.test(tree.text(tree.root, 'generator') ?? ''),
    entries: tree.children(tree.root, 'entry').map((entry) => atomEntry(entry, channel)),
  }
}

const rssFeed = (tree: XmlTree, url: string): FeedDocument => {
  const [channel] = tree.children(tree.root, 'channel')
  if (!channel) throw new SourceFault('not_a_feed', { url })
  const read = { tree, lang: tree.text(channel, 'language') ?? tree.text(channel, 'dc:language'), base: url }
  // RSS 1.0 lays its items beside the channel, not inside.
  const items = [channel, tree.root].flatMap((holder) => tree.children(holder, 'item'))
  return {
    wordPress: /wordpress/i.test(tree.text(channel, 'generator') ?? ''),
    entries: items.map((item) => rssEntry(item, read)),
  }
}

/** Reads RSS 2.0, RSS 1.0 or Atom; a `not_a_feed` fault for any other XML. */
export const parseXmlFeed = (text: string, url: string): FeedDocument => {
  const tree = parseXml(text, url)
  const kind = tree.name(tree.root)
  if (kind === 'feed') return atomFeed(tree, url)
  if (kind === 'rss' || kind === 'rdf:rdf') return rssFeed(tree, url)
  throw new SourceFault('not_a_feed', { url })
}

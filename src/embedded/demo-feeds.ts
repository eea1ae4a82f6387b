import { directionOf } from '../domain/locale.ts'
import type { DemoArticle } from './demo-article.ts'
import type { Edition, PublishedArticle } from './demo-edition.ts'
import { pictureSize } from './demo-picture.ts'
import { escapeMarkup as text } from './markup.ts'

const media = 'xmlns:media="http://search.yahoo.com/mrss/"'

/** An edition as RSS 2.0, with content:encoded, dc:creator, dc:language and Media RSS; newest first. */
export const rssOf = (edition: Edition): string => {
  const { publication, home } = edition
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" ${media}>
<channel>
<title>${text(publication.name)}</title>
<link>${text(home)}</link>
<atom:link rel="self" type="application/rss+xml" href="${text(home)}/feed.xml"/>
<description>${text(publication.description)}</description>
<language>${publication.lang}</language>
<lastBuildDate>${lastDate(edition).toUTCString()}</lastBuildDate>
${newestFirst(edition)
  .map((article) => rssItem(edition, article))
  .join('\n')}
</channel>
</rss>
`
}

const rssItem = (edition: Edition, article: PublishedArticle): string => `<item>
<title>${text(article.title)}</title>
<link>${text(addressOf(edition, article))}</link>
<guid isPermaLink="false">${nameOf(edition, article)}</guid>
<pubDate>${article.publishedAt.toUTCString()}</pubDate>
<dc:creator>${text(article.author)}</dc:creator>
<dc:language>${article.lang}</dc:language>
<category>${text(article.category)}</category>
<description>${text(article.paragraphs[0] ?? '')}</description>
<content:encoded>${text(htmlOf(article))}</content:encoded>
${picture(edition, article)}
</item>`

/** An edition as Atom (RFC 4287) with Media RSS; newest first. */
export const atomOf = (edition: Edition): string => {
  const { publication, home } = edition
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" ${media} xml:lang="${publication.lang}">
<id>urn:nashra:demo:${publication.lang}</id>
<title>${text(publication.name)}</title>
<subtitle>${text(publication.description)}</subtitle>
<updated>${lastDate(edition).toISOString()}</updated>
<link rel="self" type="application/atom+xml" href="${text(home)}/feed.xml"/>
<link rel="alternate" type="text/html" href="${text(home)}"/>
${newestFirst(edition)
  .map((article) => atomEntry(edition, article))
  .join('\n')}
</feed>
`
}

const atomEntry = (edition: Edition, article: PublishedArticle): string => `<entry xml:lang="${article.lang}">
<id>${nameOf(edition, article)}</id>
<title>${text(article.title)}</title>
<link rel="alternate" type="text/html" href="${text(addressOf(edition, article))}"/>
<published>${article.publishedAt.toISOString()}</published>
<updated>${article.publishedAt.toISOString()}</updated>
<author><name>${text(article.author)}</name></author>
<category term="${text(article.category)}"/>
<summary>${text(article.paragraphs[0] ?? '')}</summary>
<content type="html">${text(htmlOf(article))}</content>
${picture(edition, article)}
</entry>`

const picture = ({ pictures }: Edition, { slug, title }: DemoArticle): string =>
  `<media:content url="${text(pictures)}/${slug}.png" medium="image" type="image/png" width="${pictureSize.width}" ` +
  `height="${pictureSize.height}"><media:description type="plain">${text(title)}</media:description></media:content>`

/** The text as a site would put it into its feed, told apart from the feed's own language. */
const htmlOf = ({ lang, paragraphs }: DemoArticle): string => {
  const body = paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`).join('\n')
  return `<div lang="${lang}" dir="${directionOf(lang)}">\n${body}\n</div>`
}

const newestFirst = ({ articles }: Edition): PublishedArticle[] => articles.toReversed()

const lastDate = ({ articles }: Edition): Date => articles.at(-1)?.publishedAt ?? new Date(0)

const addressOf = ({ home }: Edition, { slug }: DemoArticle): string => `${home}/${slug}`

/** Stays the same wherever the demo runs, so that a post is known again. */
const nameOf = ({ publication }: Edition, { slug }: DemoArticle): string =>
  `urn:nashra:demo:${publication.lang}:${slug}`

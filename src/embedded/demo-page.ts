import { directionOf, type Locale } from '../domain/locale.ts'
import { formatDay } from '../i18n/dates.ts'
import type { Edition, PublishedArticle } from './demo-edition.ts'
import { pictureSize } from './demo-picture.ts'
import { escapeMarkup as text } from './markup.ts'

const style = `
:root { color-scheme: light dark; --ink: #22262b; --paper: #fbfaf7; --quiet: #6b7076 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #17191c; --quiet: #9aa0a6 } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-inline-size: 42rem; color: var(--ink); background: var(--paper); font: 1.125rem/1.7 Georgia, 'Noto Serif', serif }
:lang(ar) { font-family: 'Noto Naskh Arabic', 'Geeza Pro', 'Segoe UI', Tahoma, serif; line-height: 1.95 }
header { color: var(--quiet); font-size: 1rem }
h1 { margin-block: .5rem; line-height: 1.35; text-wrap: balance; color: var(--ink) }
img { max-inline-size: 100%; block-size: auto; border-radius: .5rem }
a { color: inherit }`

interface Page {
  readonly lang: Locale
  readonly title: string
  readonly description: string
  readonly image: string
  readonly body: string
}

/** An article's page on its imaginary site: in its own language and direction, without script. */
export const articlePageOf = (edition: Edition, article: PublishedArticle): string => {
  const { publication, home } = edition
  const { lang, title, author, category, paragraphs } = article
  const image = pictureOf(edition, article)
  return documentOf(edition, {
    lang,
    title,
    description: paragraphs[0] ?? '',
    image,
    body: `<header><a href="${text(home)}"><bdi lang="${publication.lang}">${text(publication.name)}</bdi></a> · <bdi>${text(category)}</bdi></header>
<main>
<h1>${text(title)}</h1>
<p><bdi>${text(author)}</bdi> · ${timeOf(article, lang)}</p>
<img src="${text(image)}" alt="" width="${pictureSize.width}" height="${pictureSize.height}">
${paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`).join('\n')}
</main>`,
  })
}

/** A publication's front page: what has appeared, newest first. */
export const homePageOf = (edition: Edition): string => {
  const { publication, articles } = edition
  const { lang, name, description } = publication
  return documentOf(edition, {
    lang,
    title: name,
    description,
    image: pictureOf(edition, articles.at(-1)),
    body: `<header><h1>${text(name)}</h1><p>${text(description)}</p></header>
<main>
${articles
  .toReversed()
  .map((article) => teaserOf(edition, article))
  .join('\n')}
</main>`,
  })
}

const teaserOf = (edition: Edition, article: PublishedArticle): string => {
  const { slug, lang, title, author } = article
  return `<article lang="${lang}" dir="${directionOf(lang)}">
<h2><a href="${text(edition.home)}/${slug}">${text(title)}</a></h2>
<p><bdi>${text(author)}</bdi> · ${timeOf(article, lang)}</p>
</article>`
}

const documentOf = ({ publication, home }: Edition, { lang, title, description, image, body }: Page): string => {
  const feedType = publication.lang === 'ar' ? 'application/rss+xml' : 'application/atom+xml'
  return `<!doctype html>
<html lang="${lang}" dir="${directionOf(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<meta name="description" content="${text(description)}">
<meta property="og:image" content="${text(image)}">
<link rel="alternate" type="${feedType}" href="${text(home)}/feed.xml">
<style>${style}
</style>
</head>
<body>
${body}
</body>
</html>
`
}

const pictureOf = ({ pictures }: Edition, article: PublishedArticle | undefined): string =>
  `${pictures}/${article?.slug ?? ''}.png`

const timeOf = ({ publishedAt }: PublishedArticle, lang: Locale): string =>
  `<time datetime="${publishedAt.toISOString()}">${formatDay(publishedAt, lang, 'latn', 'UTC')}</time>`

import type { Locale } from '../domain/locale.ts'
import type { DemoPublication } from './demo-article.ts'
import { articlesSoFar, type Edition } from './demo-edition.ts'
import { atomOf, rssOf } from './demo-feeds.ts'
import { articlePageOf, homePageOf } from './demo-page.ts'
import { drawPicture } from './demo-picture.ts'
import { arabicPublication } from './demo-texts.ar.ts'
import { englishPublication } from './demo-texts.en.ts'

export interface DemoSiteOptions {
  /** Where visitors and the source's fetch reach Nashra, without a slash at the end. */
  readonly baseUrl: string
  /** When the demo was first started; the first articles are dated over the two weeks before. */
  readonly startedAt: Date
  /** The instants at which further articles were published since, in order; each adds one to both publications. */
  published(): readonly Date[]
}

/** Two small imaginary publications, as two sites would serve them below /dev/site. */
export interface DemoSite {
  /** /dev/site/<lang>: the front page. */
  home(lang: Locale): string
  /** /dev/site/<lang>/feed.xml: RSS 2.0 in Arabic, Atom in English. */
  feed(lang: Locale): { readonly type: string; readonly body: string }
  /** /dev/site/<lang>/<slug>: the page, or null until the article has appeared. */
  article(lang: Locale, slug: string): string | null
  /** /dev/site/pictures/<slug>.png: 1200 by 630, drawn when first asked for. */
  picture(slug: string): Buffer | null
}

/** How many articles one can still publish after the start. */
export const demoReserve = 3

const publications: Readonly<Record<Locale, DemoPublication>> = { ar: arabicPublication, en: englishPublication }

/** Makes the demo's site. It keeps nothing but the pictures it has drawn. */
export const createDemoSite = ({ baseUrl, startedAt, published }: DemoSiteOptions): DemoSite => {
  const drawn = new Map<string, Buffer>()
  const editionOf = (lang: Locale): Edition => ({
    publication: publications[lang],
    home: `${baseUrl}/dev/site/${lang}`,
    pictures: `${baseUrl}/dev/site/pictures`,
    articles: articlesSoFar(publications[lang], startedAt, published()),
  })
  return {
    home: (lang) => homePageOf(editionOf(lang)),
    feed: (lang) =>
      lang === 'ar'
        ? { type: 'application/rss+xml; charset=utf-8', body: rssOf(editionOf(lang)) }
        : { type: 'application/atom+xml; charset=utf-8', body: atomOf(editionOf(lang)) },
    article(lang, slug) {
      const edition = editionOf(lang)
      const article = edition.articles.find((candidate) => candidate.slug === slug)
      return article ? articlePageOf(edition, article) : null
    },
    picture(slug) {
      if (!Object.values(publications).some(({ articles }) => articles.some((article) => article.slug === slug)))
        return null
      const picture = drawn.get(slug) ?? drawPicture(slug)
      drawn.set(slug, picture)
      return picture
    },
  }
}

import type { Locale } from '../domain/locale.ts'

/** An article of the demo's publications, as it was written. */
export interface DemoArticle {
  readonly slug: string
  /** The language of the article, which need not be its publication's. */
  readonly lang: Locale
  readonly title: string
  readonly author: string
  readonly category: string
  /** Plain text. */
  readonly paragraphs: readonly string[]
}

/** A publication that exists only in the demo. */
export interface DemoPublication {
  readonly lang: Locale
  readonly name: string
  readonly description: string
  /** In the order in which they appear. */
  readonly articles: readonly DemoArticle[]
}

import type { DemoArticle, DemoPublication } from './demo-article.ts'

/** An article that has appeared. */
export interface PublishedArticle extends DemoArticle {
  readonly publishedAt: Date
}

/** What a publication shows at some moment. */
export interface Edition {
  readonly publication: DemoPublication
  /** The address of its front page, under which its feed and its articles are. */
  readonly home: string
  /** Of the folder in which each article's picture is called `<slug>.png`. */
  readonly pictures: string
  /** Oldest first. */
  readonly articles: readonly PublishedArticle[]
}

/** Hours before the start of the demo at which the first articles appeared: two weeks, half of them in the last one. */
const firstHours = [331, 277, 211, 155, 107, 51, 5]
const hourMs = 3_600_000

/** The articles that have appeared: seven before the demo started, then one more at each of the given instants, while there are any. */
export const articlesSoFar = (
  { articles }: DemoPublication,
  startedAt: Date,
  published: readonly Date[],
): PublishedArticle[] => {
  const first = firstHours.map((hours) => new Date(startedAt.getTime() - hours * hourMs))
  return [...first, ...published].flatMap((publishedAt, index) => {
    const article = articles[index]
    return article ? [{ ...article, publishedAt }] : []
  })
}

import type { DigestContent, DigestPost } from '../domain/digest.ts'
import { directionOf, directionOfTag, type Direction, type Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { Post } from '../domain/post.ts'
import { directionOfText } from '../domain/text.ts'
import { cap, newestFirst } from '../domain/window.ts'
import type { Audience, ReaderGroup } from '../store/audience.ts'
import type { Transaction } from '../store/store.ts'

/** The posts that an issue draws on, oldest first, and who would get which of them. */
export interface IssueWindow {
  readonly posts: readonly Post[]
  readonly groups: readonly ReaderGroup[]
  /** Everybody whom the issue is for, those for whom nothing is new among them. */
  readonly readers: number
}

/** Looks at what an issue with this cut-off would hold. With `settling`, posts that still settle are taken along. */
export const lookThroughWindow = async (
  store: Transaction,
  audience: Audience,
  { cutoff, settling }: { cutoff: Date; settling: boolean },
): Promise<IssueWindow> => {
  const { readers, coveredUntil } = await store.audience.extent(audience)
  const posts =
    coveredUntil === null
      ? []
      : await store.posts.window(audience.newsletter.id, { after: coveredUntil, cutoff, settling })
  const groups = await store.audience.groups(
    audience,
    posts.map((post) => post.readyAt),
  )
  return { posts, groups, readers }
}

/** What readers get who have had the `skip` oldest posts of a window. */
export const contentFor = (
  posts: readonly Post[],
  { newsletter, lang, skip, note }: { newsletter: Newsletter; lang: Locale; skip: number; note: string | null },
): DigestContent => {
  const { shown, more } = cap(newestFirst(posts.slice(skip)), newsletter.maxPosts)
  return { lang, note, more, posts: shown.map((post) => frozen(post, newsletter)) }
}

const frozen = (post: Post, newsletter: Newsletter): DigestPost => ({
  id: post.id,
  title: post.title,
  excerpt: post.excerpt,
  url: post.url,
  image: post.image,
  author: post.author,
  lang: post.lang,
  direction: directionOfPost(post, newsletter),
  categories: post.categories,
  publishedAt: post.publishedAt.toISOString(),
})

/** By its language, for many an Arabic title begins with a foreign name; by its first letters where nobody knows the language. */
const directionOfPost = ({ lang, title, excerpt }: Post, { locale }: Newsletter): Direction =>
  (lang === null ? null : directionOfTag(lang)) ?? directionOfText(`${title} ${excerpt}`, directionOf(locale))

/** What a post must tell to be put in a window. */
export interface Ready {
  readonly readyAt: Date
}

/** Posts in the order digests show them. Takes them sorted by `readyAt`, oldest first. */
export const newestFirst = <P extends Ready>(posts: readonly P[]): P[] => posts.toReversed()

/** The posts of an issue's window that a reader has not been covered for; all of them for a reader never covered. */
export const postsSince = <P extends Ready>(posts: readonly P[], coveredUntil: Date | null): P[] =>
  posts.filter((post) => coveredUntil === null || post.readyAt > coveredUntil)

/** The first `max` posts, and how many there are beyond them. */
export const cap = <P>(posts: readonly P[], max: number): { readonly shown: P[]; readonly more: number } => {
  const shown = posts.slice(0, Math.max(0, max))
  return { shown, more: posts.length - shown.length }
}

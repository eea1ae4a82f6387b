import type { Newsletter } from '../domain/newsletter.ts'
import type { Post, PostAccess, PostState, PostStateReason } from '../domain/post.ts'
import { Refused } from '../domain/refusal.ts'
import type { PostParts } from '../sources/found-post.ts'
import type { House } from './house.ts'
import { holdForWriting } from './take-in-posts.ts'

/** A post that somebody hands in: one at a time, so that no age or flood guard is needed. */
export interface HandedPost {
  readonly newsletter: Newsletter
  readonly post: PostParts
  readonly access: PostAccess
  /** What the caller wants of it; it settles like any other when nothing is said. */
  readonly state: Extract<PostState, 'ready' | 'held' | 'never'> | null
}

/** Takes in a post by hand or by the API. One that is known already is edited. @throws Refused `invalid` when there is nothing in it to read or see */
export const addPost = (
  house: House,
  { newsletter, post: raw, access, state }: HandedPost,
): Promise<{ post: Post; isNew: boolean }> =>
  house.store.transaction(async (store) => {
    const now = await holdForWriting(store, newsletter.id, house.clock.now())
    const found = house.makePost(raw)
    if (found === null) throw new Refused({ kind: 'invalid', issues: [{ path: 'html', message: 'empty_post' }] })
    const [known] = await store.posts.byKeys(newsletter.id, found.keys)
    if (known) {
      await store.posts.edit(known.id, found)
      await store.posts.setAccess(known.id, access)
      const edited = await store.posts.byId(known.id)
      return { post: edited ?? known, isNew: false }
    }
    const settled = new Date(now.getTime() + newsletter.settleMinutes * 60_000)
    const verdict = judged(state, access)
    const readyAt = verdict.state === 'settling' ? settled : now
    const post = await store.posts.add(found, {
      newsletterId: newsletter.id,
      sourceId: null,
      access,
      firstSeenAt: now,
      readyAt,
      ...verdict,
    })
    await store.posts.addKeys(newsletter.id, post.id, found.keys)
    return { post, isNew: true }
  })

const judged = (
  state: HandedPost['state'],
  access: PostAccess,
): { state: PostState; stateReason: PostStateReason | null } => {
  if (access !== 'everybody') return { state: 'never', stateReason: 'not_public' }
  return state === null || state === 'ready'
    ? { state: state ?? 'settling', stateReason: null }
    : { state, stateReason: 'admin' }
}

/**
 * An admin's word on a post: `ready` (mail it with the next digest), `held` (wait), `never`.
 * @throws Refused `not_found`, or `conflict` for a post that not everybody may read
 */
export const decidePost = (house: House, postId: string, state: 'ready' | 'held' | 'never'): Promise<Post> =>
  house.store.transaction(async (store) => {
    const post = await store.posts.byId(postId)
    if (post === null) throw new Refused({ kind: 'not_found', what: 'post' })
    if (state === 'ready' && post.access !== 'everybody')
      throw new Refused({ kind: 'conflict', what: 'post_not_public' })
    const now = await holdForWriting(store, post.newsletterId, house.clock.now())
    // A post that is ready already, or was and went out, keeps its moment: readers who had it would get it again.
    const keeps = state !== 'ready' || post.state === 'ready' || (await store.posts.wasMailed(post.id))
    const readyAt = keeps ? post.readyAt : now
    const stateReason = state === 'ready' ? null : 'admin'
    await store.posts.setState(post.id, state, stateReason, readyAt)
    return { ...post, state, stateReason, readyAt }
  })

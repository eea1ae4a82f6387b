import { judgeArrival } from '../domain/arrival.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { FoundPost, Post } from '../domain/post.ts'
import type { SyncCounts } from '../store/sources.ts'
import type { Transaction } from '../store/store.ts'
import type { House } from './house.ts'

/** Posts that came by one road at one time. */
export interface Intake {
  readonly newsletter: Newsletter
  readonly sourceId: string
  readonly found: readonly FoundPost[]
  /** Keys of posts that left their source. */
  readonly withdrawn: readonly string[]
  /** Whether the source is seen for the first time, so that what it holds is known and not mailed. */
  readonly sourceIsNew: boolean
}

/** Takes posts in, each under one identity however many roads it comes by, and says what became of them. */
export const takeInPosts = (house: House, intake: Intake): Promise<Omit<SyncCounts, 'refused'>> =>
  house.store.transaction(async (store) => {
    const now = await holdForWriting(store, intake.newsletter.id, house.clock.now())
    let together = 0
    for (const { keys } of intake.found)
      if ((await store.posts.byKeys(intake.newsletter.id, keys)).length === 0) together += 1
    const counts = { new: 0, changed: 0, known: 0, withdrawn: 0 }
    for (const found of intake.found) counts[await takeIn(store, intake, { found, together, now })] += 1
    return { ...counts, withdrawn: await withdraw(store, intake) }
  })

/**
 * Keeps other writers and freezes of a newsletter out until the transaction ends, and returns an instant after its last
 * cut-off, so that a post written now never falls into a window that is closed, whatever this machine's clock says.
 */
export const holdForWriting = async (store: Transaction, newsletterId: string, now: Date): Promise<Date> => {
  await store.holdNewsletter(newsletterId)
  return afterLastCutoff(store, newsletterId, now)
}

/** Now, or a moment after the newsletter's last cut-off where another machine's clock was ahead of this one. */
export const afterLastCutoff = async (
  store: Pick<Transaction, 'issues'>,
  newsletterId: string,
  now: Date,
): Promise<Date> => {
  const cutoff = await store.issues.lastCutoff(newsletterId, null)
  return cutoff !== null && cutoff >= now ? new Date(cutoff.getTime() + 1) : now
}

interface Sight {
  readonly found: FoundPost
  readonly together: number
  readonly now: Date
}

const takeIn = async (
  store: Transaction,
  intake: Intake,
  { found, together, now }: Sight,
): Promise<'new' | 'changed' | 'known'> => {
  const { newsletter, sourceId, sourceIsNew } = intake
  const [known] = await store.posts.byKeys(newsletter.id, found.keys)
  if (known) {
    await store.posts.addKeys(newsletter.id, known.id, found.keys)
    if (!hasChanged(known, found)) return 'known'
    await store.posts.edit(known.id, found)
    return 'changed'
  }
  const { publishedAt } = found
  const verdict = judgeArrival({
    publishedAt,
    access: 'everybody',
    now,
    settleMinutes: newsletter.settleMinutes,
    sourceIsNew,
    together,
  })
  const arrival = { newsletterId: newsletter.id, sourceId, access: 'everybody' as const, firstSeenAt: now, ...verdict }
  const post = await store.posts.add(found, arrival)
  await store.posts.addKeys(newsletter.id, post.id, found.keys)
  return verdict.state === 'never' ? 'known' : 'new'
}

const hasChanged = (post: Post, found: FoundPost): boolean =>
  post.title !== found.title ||
  post.html !== found.html ||
  post.url !== found.url ||
  post.excerpt !== found.excerpt ||
  post.author !== found.author ||
  post.categories.join('\n') !== found.categories.join('\n') ||
  post.image?.url !== found.image?.url

/** What left its source drops out of digests that are not frozen yet. */
const withdraw = async (store: Transaction, { newsletter, withdrawn }: Intake): Promise<number> => {
  const posts = withdrawn.length === 0 ? [] : await store.posts.byKeys(newsletter.id, withdrawn)
  const standing = posts.filter(({ state }) => state === 'settling' || state === 'ready' || state === 'held')
  for (const post of standing) await store.posts.setState(post.id, 'withdrawn', null, post.readyAt)
  return standing.length
}

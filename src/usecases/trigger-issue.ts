import { randomUUID } from 'node:crypto'
import type { Cadence } from '../domain/cadence.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { Post } from '../domain/post.ts'
import { Refused } from '../domain/refusal.ts'
import type { Issue } from '../store/issues.ts'
import { trialFaults } from './check-mail.ts'
import { obstaclesOf, refuseObstacles } from './check-newsletter.ts'
import { lookThroughWindow } from './compose-window.ts'
import { freezeIssue } from './freeze-issue.ts'
import type { House } from './house.ts'
import { afterLastCutoff } from './take-in-posts.ts'

/** What an admin asks for: one issue of a newsletter, to all its readers or those of one cadence. */
export interface IssueWish {
  readonly newsletter: Newsletter
  readonly cadence: Cadence | null
  readonly note: string | null
  /** When to send it; null is now. */
  readonly at: Date | null
}

/** What an issue would be, sending nothing. */
export interface IssuePreview {
  /** Readers who would get something. */
  readonly readers: number
  /** Active readers for whom nothing is new. */
  readonly nothingNew: number
  readonly byCadence: Readonly<Partial<Record<Cadence, number>>>
  readonly byLang: Readonly<Record<string, number>>
  /** Newest first. */
  readonly posts: readonly Post[]
}

/** Tells who would get an issue, and which posts it draws on. Posts that still settle are among them: "send now" does not wait. */
export const previewIssue = async (
  house: House,
  { newsletter, cadence, at }: Omit<IssueWish, 'note'>,
): Promise<IssuePreview> => {
  const cutoff = at ?? (await afterLastCutoff(house.store, newsletter.id, house.clock.now()))
  const { posts, groups, readers } = await lookThroughWindow(
    house.store,
    { newsletter, cadence },
    { cutoff, settling: true },
  )
  const reached = groups.reduce((sum, group) => sum + group.readers, 0)
  const fewestSkipped = Math.min(posts.length, ...groups.map((group) => group.skip))
  return {
    readers: reached,
    nothingNew: readers - reached,
    byCadence: tally(groups.map((group) => [group.cadence, group.readers])),
    byLang: tally(groups.map((group) => [group.lang, group.readers])),
    posts: posts.slice(fewestSkipped).toReversed(),
  }
}

/**
 * Makes an issue and, unless it is for later, freezes it and lets it go. The caller's key makes it once however often it asks.
 * @throws Refused `conflict` `nothing_to_send` when nobody would get anything, `not_ready` when something stands in its way
 */
export const triggerIssue = async (house: House, wish: IssueWish): Promise<Issue> => {
  const now = house.clock.now()
  const { newsletter, cadence, note, at } = wish
  const later = at !== null && at > now
  if (later) refuseObstacles(obstaclesOf(house, newsletter))
  else await refuseUnsendable(house, wish)
  const key = `${newsletter.id} admin ${randomUUID()}`
  const issue = await house.store.issues.add({
    newsletterId: newsletter.id,
    key,
    cadence,
    note,
    dueAt: later ? at : now,
  })
  if (issue === null) throw new Error(`The random key ${key} was taken.`)
  return later ? issue : freezeIssue(house, issue.id, { settling: true })
}

const refuseUnsendable = async (house: House, wish: IssueWish): Promise<void> => {
  const { readers, posts } = await previewIssue(house, { ...wish, at: null })
  if (readers === 0) throw new Refused({ kind: 'conflict', what: 'nothing_to_send' })
  refuseObstacles(await obstaclesTo(house, wish, posts))
}

/**
 * Everything that forbids sending an issue with these posts (newest first): what its newsletter lacks, and what is wrong with
 * the largest mail of it, which is rendered for a trial. Codes of faults, the first the most pressing.
 */
export const obstaclesTo = async (
  house: House,
  { newsletter, note }: Pick<IssueWish, 'newsletter' | 'note'>,
  posts: readonly Post[],
): Promise<string[]> => {
  const lacking = obstaclesOf(house, newsletter)
  return lacking.length > 0 || posts.length === 0 ? lacking : trialFaults(house, { newsletter, note }, posts)
}

const tally = <Key extends string>(pairs: readonly (readonly [Key, number])[]): Record<Key, number> => {
  const sums = {} as Record<Key, number>
  for (const [key, number] of pairs) sums[key] = (sums[key] ?? 0) + number
  return sums
}

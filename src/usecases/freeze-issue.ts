import { Refused } from '../domain/refusal.ts'
import type { Issue } from '../store/issues.ts'
import { contentFor, lookThroughWindow } from './compose-window.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'
import { holdForWriting } from './take-in-posts.ts'

/**
 * Freezes a scheduled issue: its posts, its renditions, one planned delivery for each reader who gets something, and its
 * batches, all in one transaction; then wakes the workers. Freezing twice changes nothing.
 * An issue that nobody gets is finished at once. With `settling`, posts that still settle are taken along.
 */
export const freezeIssue = async (
  house: House,
  issueId: string,
  { settling }: { settling: boolean },
): Promise<Issue> => {
  const newsletter = await newsletterOf(house, (await issueOf(house, issueId)).newsletterId)
  await house.store.transaction(async (store) => {
    const issue = await store.issues.lockScheduled(issueId)
    if (issue === null) return
    const cutoff = await holdForWriting(store, newsletter.id, house.clock.now())
    if (settling) await store.posts.settleNow(newsletter.id, cutoff)
    const audience = { newsletter, cadence: issue.cadence }
    const { posts, groups } = await lookThroughWindow(store, audience, { cutoff, settling })
    const readyAts = posts.map((post) => post.readyAt)
    const renditions = new Map(groups.map(({ lang, skip }) => [`${lang} ${skip}`, { lang, skip }]))
    for (const { lang, skip } of renditions.values())
      await store.audience.addRendition(
        issue.id,
        { lang, skip },
        contentFor(posts, { newsletter, lang, skip, note: issue.note }),
      )
    const planned =
      readyAts.length === 0 ? 0 : await store.audience.planDeliveries(audience, issue.id, { readyAts, cutoff })
    await store.audience.cutBatches(issue.id, house.timings.batchSize)
    await store.issues.markFrozen(issue.id, { cutoff, planned, at: house.clock.now() })
  })
  await wakeBatches(house, issueId)
  const issue = await issueOf(house, issueId)
  if (issue.planned > 0) await house.store.ledger.refreshPlans()
  return issue
}

const issueOf = async (house: House, id: string): Promise<Issue> => {
  const issue = await house.store.issues.byId(id)
  if (issue === null) throw new Refused({ kind: 'not_found', what: 'issue' })
  return issue
}

/** Wakes the workers for everything of an issue that is not done. */
export const wakeBatches = async (house: House, issueId: string): Promise<void> => {
  const batches = await house.store.batches.ofIssue(issueId)
  await house.queues.wakeMany(
    'send-batch',
    batches.map((batchId) => ({ batchId })),
  )
}

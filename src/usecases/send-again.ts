import { Refused } from '../domain/refusal.ts'
import type { SentAgain } from '../store/uncertain.ts'
import { wakeBatches } from './freeze-issue.ts'
import type { House } from './house.ts'
import { progressOf, type IssueProgress } from './steer-issue.ts'

/**
 * Sends again what is uncertain, all of an issue or some subscriptions' deliveries of it, by an admin's explicit act: some of
 * these readers may get the issue twice. The same message under the same Message-ID; what was known of each stays as an attempt.
 * An issue that had ended goes on; a paused one waits to be resumed. Asked twice, the second time finds nothing left to do.
 * @throws Refused `not_found`, or `conflict` when it is cancelled or has not begun
 */
export const sendAgain = async (
  house: House,
  issueId: string,
  subscriptionIds: readonly string[] | null,
): Promise<SentAgain & IssueProgress> => {
  const moved = await house.store.transaction(async (store): Promise<SentAgain> => {
    const state = await store.uncertain.holdIssue(issueId)
    if (state === null) throw new Refused({ kind: 'not_found', what: 'issue' })
    if (state === 'cancelled' || state === 'scheduled') throw new Refused({ kind: 'conflict', what: `issue_${state}` })
    const planned = await store.uncertain.planAgain(issueId, subscriptionIds)
    if (planned.again > 0) await store.uncertain.reopen(issueId)
    return planned
  })
  if (moved.again > 0) await wakeBatches(house, issueId)
  return { ...moved, ...(await progressOf(house, issueId)) }
}

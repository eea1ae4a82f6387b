import type { DeliveryCounts } from '../domain/delivery.ts'
import { Refused } from '../domain/refusal.ts'
import type { Issue } from '../store/issues.ts'
import { wakeBatches } from './freeze-issue.ts'
import type { House } from './house.ts'
import { settleIssue } from './raise-alarm.ts'

/** An issue and how far it has come. */
export interface IssueProgress {
  readonly issue: Issue
  readonly counts: DeliveryCounts
}

/** @throws Refused `not_found` */
export const progressOf = async (house: House, issueId: string): Promise<IssueProgress> => {
  const issue = await house.store.issues.byId(issueId)
  if (issue === null) throw new Refused({ kind: 'not_found', what: 'issue' })
  return { issue, counts: await house.store.issues.counts(issueId) }
}

/** Stops handing over; what is on the wire is finished. Pausing twice is harmless. @throws Refused `conflict` when it has ended */
export const pauseIssue = async (house: House, issueId: string): Promise<IssueProgress> => {
  if (!(await house.store.issues.move(issueId, ['sending', 'paused'], 'paused'))) await refuse(house, issueId)
  return progressOf(house, issueId)
}

/** Goes on with the same deliveries. @throws Refused `conflict` when it has ended */
export const resumeIssue = async (house: House, issueId: string): Promise<IssueProgress> => {
  if (!(await house.store.issues.move(issueId, ['paused', 'sending'], 'sending'))) await refuse(house, issueId)
  await decided(house, issueId)
  await wakeBatches(house, issueId)
  // The last of it may have come back from the wire while it was paused.
  await house.store.issues.finishIfDone(issueId, house.clock.now())
  return progressOf(house, issueId)
}

/** Ends an issue: nothing more is handed over, and what had not gone out never will. @throws Refused `conflict` when it is finished */
export const cancelIssue = async (house: House, issueId: string): Promise<IssueProgress> => {
  if (!(await house.store.issues.move(issueId, ['scheduled', 'sending', 'paused', 'cancelled'], 'cancelled')))
    await refuse(house, issueId)
  await decided(house, issueId)
  await house.store.transaction((store) => store.ledger.cancelOpen(issueId))
  await house.store.issues.finishIfDone(issueId, house.clock.now())
  return progressOf(house, issueId)
}

/** Whatever the machine had against an issue, an admin has decided on it. */
const decided = async (house: House, issueId: string): Promise<void> => {
  const issue = await house.store.issues.byId(issueId)
  if (issue !== null) await settleIssue(house, issue)
}

const refuse = async (house: House, issueId: string): Promise<never> => {
  const { issue } = await progressOf(house, issueId)
  throw new Refused({ kind: 'conflict', what: `issue_${issue.state}` })
}

import type { AlarmSubject, Condition } from '../domain/alarm.ts'
import { Refused } from '../domain/refusal.ts'
import type { Alarm } from '../store/alarms.ts'
import type { House } from './house.ts'

/**
 * Lets admins know that something is wrong: in the log, in the newsroom, and by mail with the next look of `watch`. What
 * lasts is raised again and again, and stays one alarm. Null when an admin has settled the same lately.
 */
export const raiseAlarm = async (house: House, condition: Condition): Promise<Alarm | null> => {
  const raised = await house.store.transaction((store) => store.alarms.raise(condition))
  if (raised?.isNew) {
    const { kind, about, level, facts } = condition
    house.log[level === 'grave' ? 'error' : 'warn']({ alarm: kind, about, facts }, 'an alarm was raised')
  }
  return raised?.alarm ?? null
}

/** Raises an alarm and stops an issue for it, unless an admin knows of it already; what is on the wire is finished. */
export const pauseForAlarm = async (house: House, issueId: string, condition: Condition): Promise<void> => {
  if ((await raiseAlarm(house, condition)) === null) return
  if (await house.store.alarms.pauseIssue(issueId, condition.kind))
    house.log.error({ alarm: condition.kind, issue: issueId }, 'an issue was paused by itself')
}

/** An admin has seen an alarm. @throws Refused `not_found` */
export const settleAlarm = async ({ store }: House, id: string): Promise<Alarm> => {
  const alarm = await store.alarms.settle(id)
  if (alarm === null) throw new Refused({ kind: 'not_found' })
  return alarm
}

/**
 * An admin lets an issue go on, or ends it: why the machine stopped it is forgotten, the alarms about it and its newsletter are
 * settled, and the parts that were set aside may be tried again. For `resumeIssue` and `cancelIssue`.
 */
export const settleIssue = async ({ store }: House, issue: { id: string; newsletterId: string }): Promise<void> => {
  await store.alarms.forgetPause(issue.id)
  for (const about of [`issue ${issue.id}`, `newsletter ${issue.newsletterId}`] satisfies AlarmSubject[])
    await store.alarms.settleAbout(about)
  await store.uncertain.unpark(issue.id)
}

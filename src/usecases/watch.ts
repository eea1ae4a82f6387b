import { judgeReturns, relayPatience, tooManyUncertain, type Condition } from '../domain/alarm.ts'
import type { CountedIssue, WatchedIssue } from '../store/watched.ts'
import type { House } from './house.ts'
import { mailAlarms } from './mail-alarms.ts'
import { pauseForAlarm, raiseAlarm } from './raise-alarm.ts'

const minute = 60_000
const week = 7 * 24 * 60 * minute

/** An alarm that nobody has raised for so many minutes has passed. */
const silence = 10

/** An issue that ended so long ago has been counted through often enough. */
const aftermath = 10 * minute

/**
 * Looks whether anything is wrong, stops what must be stopped, and tells admins: once an hour about each thing by mail.
 * Meant to run every minute; running twice at once raises and mails nothing twice.
 */
export const watch = async (house: House): Promise<void> => {
  const { watched, alarms } = house.store
  const now = house.clock.now().getTime()
  const counted = await watched.counted(new Date(now - aftermath))
  await watchReturns(house, await watched.returns(new Date(now - week)), counted)
  const isSending = counted.some(({ state }) => state === 'sending')
  const wrong = [
    ...wrongCounts(house, counted),
    ...(await parkedParts(house)),
    ...(isSending ? deadRelays(house) : []),
    ...(await lockedKeys(house)),
  ]
  for (const condition of wrong) await raiseAlarm(house, condition)
  await alarms.keepPaused()
  for (const { kind, about } of await alarms.settleSilent(silence))
    house.log.info({ alarm: kind, about }, 'an alarm has passed')
  await mailAlarms(house)
}

/** Complaints and hard bounces, of each issue and of all that each newsletter sent in a week; the grave ones stop what is still being sent. */
const watchReturns = async (
  house: House,
  issues: readonly WatchedIssue[],
  counted: readonly CountedIssue[],
): Promise<void> => {
  const underWay = new Map(counted.map(({ id, handedOver }) => [id, handedOver]))
  const exact = issues.map((issue) => ({ ...issue, handedOver: underWay.get(issue.id) ?? issue.handedOver }))
  for (const issue of exact)
    await judge(house, judgeReturns(issue, `issue ${issue.id}`, { newsletter: issue.name }), [issue])
  for (const [newsletterId, own] of Map.groupBy(exact, (issue) => issue.newsletterId))
    await judge(house, judgeReturns(sumOf(own), `newsletter ${newsletterId}`, { newsletter: own[0]?.name ?? '' }), own)
}

const sumOf = (issues: readonly WatchedIssue[]) => ({
  handedOver: issues.reduce((sum, { handedOver }) => sum + handedOver, 0),
  hardBounces: issues.reduce((sum, { hardBounces }) => sum + hardBounces, 0),
  complaints: issues.reduce((sum, { complaints }) => sum + complaints, 0),
})

const judge = async (
  house: House,
  conditions: readonly Condition[],
  issues: readonly WatchedIssue[],
): Promise<void> => {
  const sending = issues.filter(({ state }) => state === 'sending')
  for (const condition of conditions) {
    if (condition.level === 'warn' || sending.length === 0) await raiseAlarm(house, condition)
    else for (const { id } of sending) await pauseForAlarm(house, id, condition)
  }
}

/** What the ledger itself gives away: more in doubt than there are connections, or rows that do not add up. */
const wrongCounts = (house: House, counted: readonly CountedIssue[]): Condition[] => {
  const uncertain = counted.reduce((sum, issue) => sum + issue.uncertain, 0)
  const { connections } = house.relays
  const doubt: Condition[] = tooManyUncertain(uncertain, connections)
    ? [{ kind: 'uncertain', about: '', level: 'grave', facts: { count: uncertain, total: connections } }]
    : []
  const unequal = counted
    .filter(({ rows, planned }) => rows !== planned)
    .map(({ id, name, rows, planned }): Condition => {
      const facts = { newsletter: name, count: rows, total: planned }
      return { kind: 'ledger', about: `issue ${id}`, level: 'grave', facts }
    })
  return [...doubt, ...unequal]
}

const parkedParts = async ({ store }: House): Promise<Condition[]> =>
  (await store.watched.parked()).map(({ issueId, name, batches }) => ({
    kind: 'parked',
    about: `issue ${issueId}`,
    level: 'grave',
    facts: { newsletter: name, count: batches },
  }))

/** Relays that this worker has not been able to use for minutes. Without anything to send it does not try, and cannot know. */
const deadRelays = ({ relays }: House): Condition[] =>
  relays
    .states()
    .filter(({ fault, faultMinutes }) => fault !== null && faultMinutes >= relayPatience)
    .map(({ label, fault, faultMinutes }) => {
      const facts = { name: label, count: Math.round(faultMinutes), reply: fault ?? '' }
      return { kind: 'relay', about: `relay ${label}`, level: 'grave', facts }
    })

/** Keys that are to sign and cannot be opened: mail of their domains waits. */
const lockedKeys = async ({ store, dkim }: House): Promise<Condition[]> =>
  (await store.dkimKeys.all(null))
    .filter(({ state, sealed }) => state === 'signing' && dkim.seal.open(sealed) === null)
    .map(({ domain, selector }) => {
      const facts = { name: `${selector}._domainkey.${domain}`, obstacle: 'dkim_key_sealed' }
      return { kind: 'dkim', about: `domain ${domain}`, level: 'grave', facts }
    })

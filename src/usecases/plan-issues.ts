import { isScheduled, previousSlot, slotKey, type ScheduledCadence } from '../domain/cadence.ts'
import type { KeptNewsletter } from '../store/newsletters.ts'
import { holdsBack } from './check-newsletter.ts'
import { freezeIssue } from './freeze-issue.ts'
import type { House } from './house.ts'

/** Triggered ones carry this in their key. */
const byAdmin = / admin /

/**
 * Makes and freezes every issue that is due by now: slots of the newsletters' cadences, new posts for readers who want
 * them instantly, and issues that an admin put off; those whose newsletter lacks something wait until it is there. Meant to run every minute; running twice at once makes each issue once.
 * @throws AggregateError when some could not be frozen, after all others were; they are tried again the next time
 */
export const planIssues = async (house: House): Promise<void> => {
  const now = house.clock.now()
  await house.store.posts.markSettled(now)
  for (const newsletter of await house.store.newsletters.all()) {
    for (const cadence of newsletter.cadences)
      await (isScheduled(cadence) ? openSlot(house, newsletter, cadence, now) : openInstant(house, newsletter, now))
  }
  const faults: unknown[] = []
  for (const issue of await house.store.issues.due(now)) {
    if (await holdsBack(house, issue)) continue
    await freezeIssue(house, issue.id, { settling: byAdmin.test(issue.key) }).catch((fault: unknown) =>
      faults.push(fault),
    )
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} issues could not be frozen.`)
}

/** A slot that is over for less than the catch-up time gets its issue; its key makes it once. An older one is left to the next. */
const openSlot = async (
  house: House,
  newsletter: KeptNewsletter,
  cadence: ScheduledCadence,
  now: Date,
): Promise<void> => {
  const schedule = { ...newsletter, cadence }
  const slot = previousSlot(schedule, now)
  const tooLate = now.getTime() - slot.getTime() > house.timings.catchUpHours * 3_600_000
  if (tooLate || slot <= newsletter.createdAt) return
  await house.store.issues.add({
    newsletterId: newsletter.id,
    key: `${newsletter.id} ${slotKey(schedule, slot)}`,
    cadence,
    note: null,
    dueAt: slot,
  })
}

const openInstant = async (house: House, newsletter: KeptNewsletter, now: Date): Promise<void> => {
  const since = (await house.store.issues.lastCutoff(newsletter.id, 'instantly')) ?? new Date(0)
  const newest = await house.store.posts.newestReady(newsletter.id, since, now)
  if (newest === null) return
  await house.store.issues.add({
    newsletterId: newsletter.id,
    key: `${newsletter.id} instantly ${newest.toISOString()}`,
    cadence: 'instantly',
    note: null,
    dueAt: now,
  })
}

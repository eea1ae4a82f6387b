import { domainOf } from '../domain/address.ts'
import type { DigestTemplate } from '../mail/digest-composer.ts'
import type { ClaimedBatch } from '../store/batches.ts'
import type { DueDelivery } from '../store/ledger.ts'
import { createBreaker } from './breaker.ts'
import { templateOf } from './compose-renditions.ts'
import type { House } from './house.ts'
import { keepLease } from './keep-lease.ts'
import { runLanes, type Ending, type Run } from './lanes.ts'
import { recordFailures } from './record-failures.ts'
import { isRelayFault } from './relay-fault.ts'
import { createTurnstile } from './turnstile.ts'
import { createWaitingList } from './waiting-list.ts'

/** A batch whose relay cannot be reached, or over which we failed, is not taken up again for so many seconds. */
const troubledRest = 15

/** However long a receiver asks us to wait, an admin's word may end it: the batch is looked at again after so many seconds. */
const longestRest = 900

/**
 * Hands over what is due in a batch, if nobody else has it: claim, then on each connection fence, hand over, write down what
 * the relay said; then give the batch back. Behind a relay that is away or slow batches wait unclaimed: a worker holds
 * the one it sends, and the next. On `signal` what is on the wire is finished and no more begun.
 */
export const sendBatch = async (house: House, batchId: string, signal: AbortSignal): Promise<void> => {
  if (!(await aRelayWorks(house)) || signal.aborted) return
  const { leaseSeconds } = house.timings
  const batch = await house.store.batches.claim(batchId, { leaseSeconds, holder: house.beacon.number })
  if (batch === null) return
  await using lease = keepLease(house, batch)
  try {
    const { relayFailed, restSeconds } = await sendDue(house, { batch, lease, stop: stopOn(signal) })
    const rest = relayFailed ? troubledRest : Math.min(restSeconds, longestRest)
    await lease.insist(() => giveBack(house, batch, rest), 'a batch could not be given back')
  } catch (fault) {
    // Whatever went wrong: a batch that is given back need not wait for the end of its lease.
    await lease.insist(() => house.store.batches.fail(batch, troubledRest), 'a batch could not be given back')
    throw fault
  }
}

/** False when no relay can be reached: the sweep asks again. While one carries the batch before, the next may be made ready. */
const aRelayWorks = async ({ relays }: House): Promise<boolean> => {
  if (relays.states().some(({ open, fault }) => open > 0 && fault === null)) return true
  try {
    const free = await relays.acquireSome(1)
    for (const connection of free) relays.release(connection)
    return free.length > 0
  } catch (fault) {
    if (!isRelayFault(fault)) throw fault
    return false
  }
}

/** The lanes look at it several times for each message, for which a signal made of others is slow. */
const stopOn = (signal: AbortSignal): Run['stop'] => {
  const stop = { asked: signal.aborted }
  signal.addEventListener('abort', () => (stop.asked = true), { once: true })
  return stop
}

/** Resolves when nothing is on the wire any more. */
const sendDue = async (house: House, held: Pick<Run, 'batch' | 'lease' | 'stop'>): Promise<Ending> => {
  const due = await house.store.ledger.due(held.batch)
  const templates = await templatesFor(house, due)
  const [template] = templates.values()
  const senderDomain = domainOf(template?.newsletter.sender.address ?? '')
  await house.manners.acquaint(new Set(due.map(({ address }) => domainOf(address))))
  const waiting = createWaitingList(due, { manners: house.manners, senderDomain })
  const turnstile = createTurnstile(house, held.batch, held.lease)
  const breaker = createBreaker(house, held.batch.issueId)
  const run: Run = { ...held, house, turnstile, templates, waiting, breaker, failed: [], faults: [] }
  try {
    return await runLanes(run)
  } finally {
    await recordFailures(run)
  }
}

const templatesFor = async (house: House, due: readonly DueDelivery[]): Promise<Map<string, DigestTemplate>> => {
  const templates = new Map<string, DigestTemplate>()
  for (const id of new Set(due.map((delivery) => delivery.renditionId)))
    templates.set(id, await house.templates.take(id, () => templateOf(house, id)))
  return templates
}

const giveBack = async (house: House, batch: ClaimedBatch, rest: number): Promise<void> => {
  const done = await house.store.batches.release(batch, rest)
  if (done) await house.store.issues.finishIfDone(batch.issueId, house.clock.now())
}

import type { DigestTemplate } from '../mail/digest-composer.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { RelayConnection } from '../mail/smtp-connection.ts'
import type { ClaimedBatch, DueDelivery } from '../store/ledger.ts'
import { templateOf } from './compose-renditions.ts'
import { resultOf } from './delivery-result.ts'
import type { House } from './house.ts'
import { isRelayFault } from './relay-fault.ts'
import { keepLease, type Lease } from './keep-lease.ts'
import { createResultWriter, type ResultWriter } from './result-writer.ts'

/** A relay that cannot be reached is not asked again by this batch for so long. */
const relayRestSeconds = 15

/** One batch while it is in this worker's hands. */
interface Run {
  readonly house: House
  readonly batch: ClaimedBatch
  readonly lease: Lease
  readonly results: ResultWriter
  readonly signal: AbortSignal
  readonly templates: ReadonlyMap<string, DigestTemplate>
}

/**
 * Hands over what is due in a batch, if nobody else has it: claim, then for each group of free connections fence, hand
 * over, write down what the relay said; then give the batch back. On `signal` what is on the wire is finished and no more begun.
 */
export const sendBatch = async (house: House, batchId: string, signal: AbortSignal): Promise<void> => {
  const batch = await house.store.ledger.claim(batchId, house.timings.leaseSeconds)
  if (batch === null) return
  await using lease = keepLease(house, batch)
  const results = createResultWriter(house, batch, lease)
  const due = await house.store.ledger.due(batch)
  const templates = await templatesFor(house, due)
  const relayFailed = await handOver({ house, batch, lease, results, signal, templates }, due)
  await giveBack(house, batch, relayFailed ? relayRestSeconds : 0)
}

const templatesFor = async (house: House, due: readonly DueDelivery[]): Promise<Map<string, DigestTemplate>> => {
  const templates = new Map<string, DigestTemplate>()
  for (const id of new Set(due.map((delivery) => delivery.renditionId))) templates.set(id, await templateOf(house, id))
  return templates
}

/** Resolves when nothing is on the wire any more; true when it ended because no relay could be reached. */
const handOver = async (run: Run, due: readonly DueDelivery[]): Promise<boolean> => {
  const onTheWire = new Set<Promise<void>>()
  const waiting = [...due]
  try {
    while (waiting.length > 0 && run.lease.isHeld() && !run.signal.aborted) {
      const free = await run.house.relays.acquireSome(waiting.length)
      if (free.length === 0) return false
      const sending = await fenceGroup(run, waiting.splice(0, free.length), free)
      if (sending === null) return false
      for (const delivery of sending) {
        const flight = delivery.finally(() => onTheWire.delete(flight))
        onTheWire.add(flight)
      }
    }
    return false
  } catch (fault) {
    if (isRelayFault(fault)) return true
    throw fault
  } finally {
    await Promise.all(onTheWire)
  }
}

/** Takes a group over the fence and begins to hand it over; null when the batch is no longer ours or its issue stopped. */
const fenceGroup = async (
  run: Run,
  group: readonly DueDelivery[],
  free: RelayConnection[],
): Promise<Promise<void>[] | null> => {
  const { house, batch } = run
  const verdicts = await fenced(run, group, free)
  const passed = new Set(
    verdicts.filter(({ state }) => state === 'handing_over').map(({ subscriptionId }) => subscriptionId),
  )
  const flights: Promise<void>[] = []
  for (const delivery of group.filter(({ subscriptionId }) => passed.has(subscriptionId))) {
    const connection = free.pop()
    if (connection === undefined) throw new Error(`Batch ${batch.id} fenced more deliveries than it has connections.`)
    flights.push(fly(run, delivery, connection))
  }
  for (const connection of free) house.relays.release(connection)
  return verdicts.length === 0 ? null : flights
}

const fenced = async ({ house, batch }: Run, group: readonly DueDelivery[], free: readonly RelayConnection[]) => {
  try {
    return await house.store.ledger.fence(
      batch,
      group.map(({ subscriptionId }) => subscriptionId),
    )
  } catch (error) {
    for (const connection of free) house.relays.release(connection)
    throw error
  }
}

/** Hands one delivery over. The connection is free for another only once the result is committed, so that a death leaves one in doubt, not two. */
const fly = async (run: Run, delivery: DueDelivery, connection: RelayConnection): Promise<void> => {
  try {
    const outcome = await handToRelay(run, delivery, connection).catch(unsendable)
    await run.results.add(resultOf(delivery, outcome, Math.random()))
  } finally {
    run.house.relays.release(connection)
  }
}

const handToRelay = async (run: Run, delivery: DueDelivery, connection: RelayConnection): Promise<Outcome> =>
  connection.send(messageTo(run, delivery))

const messageTo = ({ house, batch, templates }: Run, { subscriptionId, renditionId, address, name }: DueDelivery) => {
  const template = templates.get(renditionId)
  if (template === undefined) throw new Error(`Rendition ${renditionId} of batch ${batch.id} was not composed.`)
  const now = house.clock.now()
  const about = { id: subscriptionId, round: 0 }
  const parts = {
    address,
    unsubscribeUrl: house.links.unsubscribe(about, now),
    preferencesUrl: house.links.preferences(about, now),
  }
  return house.digests.message(template, { subscriptionId, name, parts }, now)
}

/** A message that cannot be written or addressed is refused by us, before a byte of it is sent. */
const unsendable = (error: unknown): Outcome => {
  if (!(error instanceof TypeError)) throw error
  return { kind: 'refused', reason: 'address_not_supported', code: null, reply: error.message, phase: 'connection' }
}

const giveBack = async (house: House, batch: ClaimedBatch, restSeconds: number): Promise<void> => {
  const done = await house.store.ledger.release(batch, restSeconds)
  if (done) await house.store.issues.finishIfDone(batch.issueId, house.clock.now())
}

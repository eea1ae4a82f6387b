import type { DigestTemplate } from '../mail/digest-composer.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { RelayConnection } from '../mail/smtp-connection.ts'
import type { ClaimedBatch, DeliveryResult, DueDelivery } from '../store/ledger.ts'
import { templateOf } from './compose-renditions.ts'
import { resultOf } from './delivery-result.ts'
import type { House } from './house.ts'
import { isRelayFault } from './relay-fault.ts'
import { keepLease, type Lease } from './keep-lease.ts'
import { createTurnstile, type Turnstile } from './turnstile.ts'

/** A relay that cannot be reached is not asked again by this batch for so long. */
const relayRestSeconds = 15

/** One batch while it is in this worker's hands. */
interface Run {
  readonly house: House
  readonly batch: ClaimedBatch
  readonly lease: Lease
  readonly turnstile: Turnstile
  readonly signal: AbortSignal
  readonly templates: ReadonlyMap<string, DigestTemplate>
  /** What no connection has taken up yet. */
  readonly waiting: DueDelivery[]
  /** Bugs of ours: the first ends the run, or every delivery of the batch would end in doubt. */
  readonly faults: unknown[]
}

/**
 * Hands over what is due in a batch, if nobody else has it: claim, then on each connection fence, hand over, write down what
 * the relay said; then give the batch back. On `signal` what is on the wire is finished and no more begun.
 */
export const sendBatch = async (house: House, batchId: string, signal: AbortSignal): Promise<void> => {
  const batch = await house.store.ledger.claim(batchId, house.timings.leaseSeconds)
  if (batch === null) return
  await using lease = keepLease(house, batch)
  let relayFailed = false
  try {
    relayFailed = await sendDue(house, { batch, lease, signal })
  } finally {
    // Whatever went wrong: a batch that is given back need not wait for the end of its lease.
    const rest = relayFailed ? relayRestSeconds : 0
    await lease.insist(() => giveBack(house, batch, rest), 'a batch could not be given back')
  }
}

/** Resolves when nothing is on the wire any more; true when it ended because no relay could be reached. */
const sendDue = async (house: House, held: Pick<Run, 'batch' | 'lease' | 'signal'>): Promise<boolean> => {
  const due = await house.store.ledger.due(held.batch)
  const templates = await templatesFor(house, due)
  const turnstile = createTurnstile(house, held.batch, held.lease)
  return handOver({ ...held, house, turnstile, templates, waiting: [...due], faults: [] })
}

const templatesFor = async (house: House, due: readonly DueDelivery[]): Promise<Map<string, DigestTemplate>> => {
  const templates = new Map<string, DigestTemplate>()
  for (const id of new Set(due.map((delivery) => delivery.renditionId))) templates.set(id, await templateOf(house, id))
  return templates
}

const handOver = async (run: Run): Promise<boolean> => {
  const lanes: Promise<void>[] = []
  const relayFailed = await openLanes(run, lanes).then(
    () => false,
    (fault: unknown) => isRelayFault(fault) || !run.faults.push(fault),
  )
  await Promise.all(lanes)
  if (run.faults.length > 0) throw run.faults[0]
  return relayFailed
}

/** Sends on every connection that comes free, until nothing is left to be sent. */
const openLanes = async (run: Run, lanes: Promise<void>[]): Promise<void> => {
  while (mayGoOn(run)) {
    const free = await run.house.relays.acquireSome(run.waiting.length)
    if (free.length === 0) return
    for (const connection of free) lanes.push(sendOn(run, connection).catch((fault) => void run.faults.push(fault)))
  }
}

const mayGoOn = ({ waiting, turnstile, lease, signal, faults }: Run): boolean =>
  waiting.length > 0 && !turnstile.isShut && lease.isHeld() && !signal.aborted && faults.length === 0

/**
 * Sends one delivery after another on a connection. Each passes the fence together with the result of the one before, so
 * that a death leaves one in doubt for each connection, not two.
 */
const sendOn = async (run: Run, connection: RelayConnection): Promise<void> => {
  const { house, turnstile } = run
  try {
    for (let result: DeliveryResult | null = null; ;) {
      const next = mayGoOn(run) && house.relays.isFit(connection) ? run.waiting.shift() : undefined
      const mayPass = await turnstile.pass(result, next?.subscriptionId ?? null)
      if (next === undefined) return
      const outcome = mayPass ? await handToRelay(run, next, connection).catch(unsendable) : null
      result = outcome && resultOf(next, outcome, Math.random())
    }
  } finally {
    house.relays.release(connection)
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

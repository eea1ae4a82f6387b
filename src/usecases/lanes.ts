import { setTimeout as pause } from 'node:timers/promises'
import type { DigestTemplate } from '../mail/digest-composer.ts'
import type { Outcome } from '../mail/outcome.ts'
import type { Outgoing, RelayConnection } from '../mail/smtp-connection.ts'
import type { ClaimedBatch } from '../store/batches.ts'
import type { DeliveryResult, DueDelivery } from '../store/ledger.ts'
import type { Breaker } from './breaker.ts'
import { resultOf } from './delivery-result.ts'
import type { House } from './house.ts'
import type { Lease } from './keep-lease.ts'
import { isRelayFault } from './relay-fault.ts'
import type { Turnstile } from './turnstile.ts'
import type { Turn, WaitingList } from './waiting-list.ts'

/** One batch on its way to the wire. */
export interface Run {
  readonly house: House
  readonly batch: ClaimedBatch
  readonly lease: Lease
  readonly turnstile: Turnstile
  /** Whether the worker is to stop. */
  readonly stop: { asked: boolean }
  readonly templates: ReadonlyMap<string, DigestTemplate>
  readonly waiting: WaitingList
  /** Stops the issue when too much of it goes wrong. */
  readonly breaker: Breaker
  /** Deliveries that ended without acceptance, with what was said. */
  readonly failed: {
    readonly delivery: DueDelivery
    readonly outcome: Outcome
    readonly state: DeliveryResult['state']
  }[]
  /** Bugs of ours, and senders whose key cannot sign: the first ends the run, or every delivery of the batch would end in doubt. */
  readonly faults: unknown[]
}

/** Why a run ended with deliveries left: no relay could be reached, or manners ask for so many seconds of patience. */
export interface Ending {
  readonly relayFailed: boolean
  readonly restSeconds: number
}

/** For so long a batch waits for a receiver that wants to be treated gently; beyond it the batch is given back. */
const patienceMs = 2000
const stepMs = 100

/** A message that is composed and signed, and waits for its connection. */
interface Ready extends Turn {
  readonly outgoing: Outgoing | null
  /** What there is to say of a message that cannot be written or addressed: refused by us, before a byte of it is sent. */
  readonly impossible: Outcome | null
}

/** Sends on every connection that comes free, until nothing is left that may be sent. Resolves when nothing is on the wire any more. */
export const runLanes = async (run: Run): Promise<Ending> => {
  const lanes: Promise<void>[] = []
  const ending = await feedLanes(run, lanes).catch((fault: unknown) => void run.faults.push(fault))
  await Promise.all(lanes)
  const bug = run.faults.find((fault) => !isRelayFault(fault))
  if (bug !== undefined) throw bug
  return ending ?? { relayFailed: true, restSeconds: 0 }
}

const feedLanes = async (run: Run, lanes: Promise<void>[]): Promise<Ending> => {
  while (mayGoOn(run) && run.waiting.size > 0) {
    const wait = waitOf(run.waiting)
    if (wait > patienceMs) return { relayFailed: false, restSeconds: wait / 1000 }
    if (wait > 0) await pause(Math.min(wait, stepMs))
    else {
      const free = await run.house.relays.acquireSome(run.waiting.size)
      if (free.length === 0) break
      for (const connection of free) lanes.push(sendOn(run, connection).catch((fault) => void run.faults.push(fault)))
      // A lane takes its first delivery before anybody looks at the list again.
      await pause(0)
    }
  }
  return { relayFailed: false, restSeconds: 0 }
}

/** Milliseconds until anything on the list may be sent. */
const waitOf = (waiting: WaitingList): number => {
  const turn = waiting.take()
  if (turn === null) return 0
  if (typeof turn === 'number') return turn
  waiting.putBack(turn)
  return 0
}

const mayGoOn = ({ turnstile, breaker, lease, stop, faults }: Run): boolean =>
  !turnstile.isShut && !breaker.isPulled && lease.isHeld() && !stop.asked && faults.length === 0

/**
 * Sends one delivery after another on a connection. Each passes the fence together with the result of the one before, so
 * that a death leaves one in doubt for each connection, not two; and each is composed while the one before is on its way.
 */
const sendOn = async (run: Run, connection: RelayConnection): Promise<void> => {
  const { house, turnstile } = run
  let ready: Ready | null = null
  let coming: Promise<Ready | null> | null = null
  try {
    for (let result: DeliveryResult | null = null; ;) {
      ready = await (coming ?? prepare(run, connection))
      coming = null
      if (ready !== null && !(mayGoOn(run) && house.relays.isFit(connection))) ready = putBack(run, ready)
      if (ready !== null && arePlenty(run)) coming = prepare(run, connection)
      const mayPass = await turnstile.pass(result, ready?.delivery.subscriptionId ?? null)
      if (ready === null) return
      const upcoming = mayPass ? await coming : null
      const outcome = mayPass ? (ready.impossible ?? (await send(connection, ready, upcoming))) : null
      ready.place.leave(outcome)
      if (outcome !== null) await run.breaker.saw(outcome)
      result = outcome && resultOf(ready.delivery, outcome, { relay: connection.relay.label, jitter: Math.random() })
      if (result && outcome && result.state !== 'accepted') run.failed.push({ ...ready, outcome, state: result.state })
      ready = null
      // The relay waits for the message of an envelope that it has taken: on this connection it cannot get another one.
      if (!mayPass && connection.upcoming !== null) return
    }
  } finally {
    if (ready !== null) ready.place.leave(null)
    const left = await coming
    if (left !== null) putBack(run, left)
    house.relays.release(connection)
  }
}

/** The last few are left to whoever is free for them. */
const arePlenty = ({ waiting, house }: Run): boolean => waiting.size > house.relays.connections

const putBack = (run: Run, ready: Ready): null => {
  run.waiting.putBack(ready)
  return null
}

const send = (connection: RelayConnection, { outgoing }: Ready, upcoming: Ready | null): Promise<Outcome> =>
  connection.send(outgoing as Outgoing, upcoming?.outgoing ?? null)

/** Takes the next delivery that may go, composes and signs it. Never rejects: a result may be waiting to be written down. */
const prepare = async (run: Run, connection: RelayConnection): Promise<Ready | null> => {
  const turn = mayGoOn(run) ? run.waiting.take() : null
  if (turn === null || typeof turn === 'number') return null
  try {
    return { ...turn, outgoing: await compose(run, turn.delivery, connection), impossible: null }
  } catch (error) {
    if (error instanceof TypeError) return { ...turn, outgoing: null, impossible: unsendable(error) }
    run.faults.push(error)
    return putBack(run, { ...turn, outgoing: null, impossible: null })
  }
}

const unsendable = (error: TypeError): Outcome => ({
  kind: 'refused',
  reason: 'address_not_supported',
  code: null,
  reply: error.message,
  phase: 'connection',
})

const compose = async (
  { house, batch, templates }: Run,
  { subscriptionId, renditionId, address, name }: DueDelivery,
  { relay }: RelayConnection,
): Promise<Outgoing> => {
  const template = templates.get(renditionId)
  if (template === undefined) throw new Error(`Rendition ${renditionId} of batch ${batch.id} was not composed.`)
  const now = house.clock.now()
  const about = { id: subscriptionId, round: 0 }
  const parts = {
    address,
    unsubscribeUrl: house.links.unsubscribe(about, now),
    preferencesUrl: house.links.preferences(about, now),
  }
  return house.digests.message(template, { subscriptionId, name, parts }, { now, relay })
}

import { between, seeded } from './random.ts'
import type { Moment } from './relay-talk.ts'

export interface WatchedCall {
  readonly name: string
  readonly args: readonly unknown[]
  /** Undefined before it was made. */
  readonly result: unknown
}

/** A call of the house at which a process dies. `weigh` counts what the call brings nearer to the n-th time; 1 where absent. */
export interface Spot {
  readonly call: string | readonly string[]
  readonly when: 'before' | 'after'
  weigh?(call: WatchedCall): number
  /** Only the first such call after each claim counts. */
  readonly firstOfBatch?: true
  /** Only while nothing is in hand. */
  readonly handsFree?: true
}

/** One of the crash points of the delivery rules. */
export interface CrashPoint {
  readonly id: string
  readonly what: string
  /** Who dies: an API or a worker by their own hand, or a worker by the relay's, or the one who does a deed beside the send. */
  readonly victim: 'api' | 'worker' | 'relay' | 'deed'
  readonly spots: readonly Spot[]
  readonly moment?: Moment
  readonly deed?: Deed
  /** What it can happen to: the n-th time is drawn from as many. */
  readonly per: Unit
  /** Whether what was on the wire may end in doubt. Where not, the worker takes one batch at a time, so that nothing is. */
  readonly mayDoubt: boolean
}

/** Once in a run; on each of four connections; in each of fifty batches; for each reader. */
export type Unit = 'run' | 'connection' | 'batch' | 'reader'

export type Deed = 'bounce' | 'unsubscribe' | 'erase'

/** How many a fence let pass. */
export const passedIn = (fence: unknown): number => (fence as { passed: readonly string[] }).passed.length

/** How many results a call writes down. */
export const writtenBy = ({ name, args }: Pick<WatchedCall, 'name' | 'args'>): number => {
  const results = name === 'ledger.fence' ? args[2] : name === 'ledger.record' ? args[1] : []
  return (results as readonly unknown[] | undefined)?.length ?? 0
}

const passed = ({ result }: WatchedCall): number => passedIn(result)
const isBatch = ({ result }: WatchedCall): number => (result === null ? 0 : 1)
const ofBatches = ({ args }: WatchedCall): number => (args[0] === 'send-batch' ? 1 : 0)

const inApi = (id: string, what: string, ...spots: Spot[]): CrashPoint => ({
  id,
  what,
  spots,
  victim: 'api',
  per: 'run',
  mayDoubt: false,
})
const inWorker = (id: string, what: string, per: Unit, ...spots: Spot[]): CrashPoint => ({
  id,
  what,
  spots,
  per,
  victim: 'worker',
  mayDoubt: false,
})
const atRelay = (id: string, what: string, moment: Moment, per: Unit = 'reader'): CrashPoint => ({
  id,
  what,
  moment,
  per,
  spots: [],
  victim: 'relay',
  mayDoubt: true,
})
const inDeed = (id: string, deed: Deed, what: string, calls: readonly string[]): CrashPoint => {
  const spots = [...calls, 'task', 'transaction'].map((call): Spot => ({ call, when: 'after' }))
  return { id, what, deed, spots, victim: 'deed', per: 'run', mayDoubt: false }
}

/** K1 to K18. */
export const crashPoints: readonly CrashPoint[] = [
  inApi(
    'K1',
    'before the freeze is committed',
    { call: 'audience.planDeliveries', when: 'after' },
    { call: 'audience.cutBatches', when: 'after' },
    { call: 'issues.markFrozen', when: 'after' },
    { call: 'task', when: 'after' },
  ),
  inApi(
    'K2',
    'after the freeze, before the queue is told',
    { call: 'transaction', when: 'after' },
    { call: 'queues.wakeMany', when: 'before', weigh: ofBatches },
  ),
  inApi(
    'K3',
    'after the queue is told, before the admin is',
    { call: 'queues.wakeMany', when: 'after', weigh: ofBatches },
    { call: 'ledger.refreshPlans', when: 'after' },
  ),
  inWorker('K4', 'after a claim', 'batch', { call: 'batches.claim', when: 'after', weigh: isBatch }),
  inWorker('K5', 'after rendering, before the fence', 'batch', {
    call: 'ledger.fence',
    when: 'before',
    firstOfBatch: true,
  }),
  {
    ...inWorker('K6', 'after the fence, before the wire', 'reader', {
      call: 'ledger.fence',
      when: 'after',
      weigh: passed,
    }),
    mayDoubt: true,
  },
  atRelay('K7', 'after EHLO', 'ehlo', 'connection'),
  atRelay('K8', 'after the recipient was taken', 'rcpt'),
  atRelay('K9', 'after 354', 'data'),
  atRelay('K10', 'in the middle of the body', 'body'),
  atRelay('K11', 'after the dot, before its reply', 'dot'),
  {
    ...inWorker('K12', 'after the reply is read, before the result is committed', 'reader', {
      call: ['ledger.fence', 'ledger.record'],
      when: 'before',
      weigh: writtenBy,
    }),
    mayDoubt: true,
  },
  inWorker('K13', 'after the result is committed, before the queue is told', 'batch', {
    call: 'batches.release',
    when: 'after',
  }),
  inWorker('K14', 'between two recipients', 'batch', { call: 'ledger.record', when: 'after', handsFree: true }),
  inWorker(
    'K15',
    'in the check whether the issue is finished',
    'batch',
    { call: 'issues.finishIfDone', when: 'before' },
    { call: 'issues.finishIfDone', when: 'after' },
  ),
  inDeed('K16', 'bounce', 'in the reading of a bounce', ['bounces.add', 'suppressions.add']),
  inDeed('K17', 'unsubscribe', 'in an unsubscribe', ['subscriptions.lock', 'subscriptions.save', 'consents.append']),
  inDeed('K18', 'erase', 'in an erasure', ['suppressions.add', 'ledger.forgetReplies', 'subscribers.remove']),
]

/** What a seed makes of a point: one of its spots, and at which time. */
export interface Death {
  readonly pointId: string
  readonly spot: number
  readonly nth: number
}

/** How many times there are to draw from: of the last fifth some may never come, where deaths and doubt take their share. */
const timesOf = (unit: Unit, readers: number): number =>
  ({ run: 1, connection: 4, batch: 40, reader: Math.floor(readers * 0.8) })[unit]

/** Where and when a process dies, by the seed. */
export const deathOf = (point: CrashPoint, seed: number, readers: number): Death => {
  const random = seeded(seed)
  const spot = between(random, 0, Math.max(1, point.spots.length))
  return { pointId: point.id, spot, nth: between(random, 1, timesOf(point.per, readers) + 1) }
}

export const pointOf = (id: string): CrashPoint => {
  const found = crashPoints.find((point) => point.id === id)
  if (found === undefined) throw new Error(`There is no crash point ${id}.`)
  return found
}

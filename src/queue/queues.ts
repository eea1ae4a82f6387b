import { openCallers } from './callers.ts'
import type { ChoreName, Duties, JobName, Payload, QueueName } from './jobs.ts'
import type { QueueLog } from './outages.ts'
import { postgresBackend } from './postgres.ts'
import { redisBackend } from './redis.ts'
import { startWorkers, type RunningWorkers, type WorkOptions } from './workers.ts'

export interface QueuesOptions {
  readonly databaseUrl: string
  /** Redis in place of PostgreSQL. */
  readonly redisUrl?: string | null
  /** Keeps several Nashras in one Redis apart; `nashra` unless given. */
  readonly prefix?: string
  readonly log: QueueLog
}

export interface WakeOptions {
  readonly delayMs?: number
  /** Tells this call apart from others for the same ids, so that it is not merged with them. */
  readonly id?: string
}

export interface QueueCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
}

/**
 * What wakes the workers up. Nothing is remembered here that the database does not know: a call may be lost, doubled or
 * late, and no method but `work` rejects because the queue is away, nor keeps its caller much longer than a second.
 */
export interface Queues {
  /**
   * Asks for a job to be done. Calls with the same ids are merged while the job waits; one that comes while it runs is
   * kept and runs after it. Of delayed calls with the same ids the last one counts, next to one without delay.
   */
  wake<Name extends JobName>(name: Name, payload: Payload<Name>, options?: WakeOptions): Promise<void>
  /** `wake` for many, in few round trips; stops at the first that fails. `idOf` as `WakeOptions.id`. */
  wakeMany<Name extends JobName>(
    name: Name,
    payloads: readonly Payload<Name>[],
    idOf?: (payload: Payload<Name>) => string,
  ): Promise<void>
  /** Makes a chore come round; meant to be said again and again, which heals a queue that was emptied or dropped. */
  every(name: ChoreName, milliseconds: number): Promise<void>
  /** Starts working. Rejects when PostgreSQL, being the queue, is away at this moment. */
  work(duties: Duties, options: WorkOptions): Promise<RunningWorkers>
  /** How many jobs there are, or null when the queue is away. */
  counts(): Promise<Readonly<Record<QueueName, QueueCounts>> | null>
  /** Lets go of every connection but those of running workers, which `drain` closes. */
  close(): Promise<void>
}

/** Opens the queue: on Redis when there is a URL for it, else on PostgreSQL, which has to answer now or this rejects. */
export async function createQueues({ databaseUrl, redisUrl, prefix = 'nashra', log }: QueuesOptions): Promise<Queues> {
  const backend = redisUrl ? redisBackend(redisUrl, prefix) : postgresBackend(databaseUrl)
  await backend.prepare()
  const callers = await openCallers(backend, log)
  return { ...callers, work: (duties, options) => startWorkers(backend, log, duties, options) }
}

import type { Processor, Queue, Worker } from 'bullmq'
import type { QueueName } from './jobs.ts'

export type JobQueue = Pick<Queue, 'add' | 'addBulk' | 'getJobCounts' | 'upsertJobScheduler'>
export type JobWorker = Pick<Worker, 'close' | 'pause' | 'resume'>

/** Something of BullMQ's together with the connections made for it alone. */
export interface Opened<Thing> {
  readonly thing: Thing
  /** Lets go of the connections, whatever state they are in; never rejects. */
  disconnect(): Promise<void>
}

export interface WorkerPlan {
  readonly name: QueueName
  readonly processor: Processor
  readonly concurrency: number
  readonly onError: (error: Error) => void
}

/** Where the jobs wait: PostgreSQL or Redis, behind the same three verbs. */
export interface Backend {
  /** Readies the store, and rebuilds what was dropped from it. */
  prepare(): Promise<void>
  openQueue(name: QueueName): Promise<Opened<JobQueue>>
  openWorker(plan: WorkerPlan): Promise<Opened<JobWorker>>
}

/** The longest that a caller waits for the queue, in milliseconds. */
export const patience = 1000

/** A job is a wake-up call: tried once, and forgotten whatever became of it. */
export const queueOptions = {
  defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  streams: { events: { maxLen: 100 } },
}

/** A job whose worker died is given to another within 10 s, however often that happens. */
export const workerOptions = {
  lockDuration: 5000,
  stalledInterval: 2500,
  maxStalledCount: 1_000_000,
  runRetryDelay: 1000,
}

/** For errors that reach the log another way: as the rejection of a call, or through the worker's own event. */
export const ignore = () => {}

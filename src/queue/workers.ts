import type { Job } from 'bullmq'
import type { Backend, JobWorker, Opened } from './backend.ts'
import { settlesWithin } from './deadline.ts'
import { idsOf, isJobName, perQueue, type Duties, type JobName, type QueueName } from './jobs.ts'
import { watchOutages, type QueueLog } from './outages.ts'

export interface WorkOptions {
  /** How many jobs of each queue run at the same time. */
  readonly concurrency: Readonly<Record<QueueName, number>>
}

export interface RunningWorkers {
  /** Takes no more jobs until `resume`; those that run go on. Others take them. */
  pause(): Promise<void>
  resume(): void
  /**
   * Takes no more jobs and waits `timeoutMs` for those that run. Then aborts their signals, and a second later lets go
   * of them: whatever they leave undone is still in the database. Never rejects.
   */
  drain(timeoutMs: number): Promise<void>
}

/** How long jobs have left once their signal is aborted, and connections to close, in milliseconds. */
const grace = 1000

/** Starts one worker per queue. Rejects only when PostgreSQL, being the queue, is away at this moment. */
export async function startWorkers(
  backend: Backend,
  log: QueueLog,
  duties: Duties,
  { concurrency }: WorkOptions,
): Promise<RunningWorkers> {
  const crew: Crew = { log, stop: new AbortController(), running: new Set() }
  const workers = await perQueue((name) => {
    const outage = watchOutages(log, `worker of ${name}`)
    const processor = async (job: Job) => {
      outage.isOver()
      const work = perform(job, duties, crew)
      crew.running.add(work)
      await work
      crew.running.delete(work)
    }
    return backend.openWorker({ name, processor, concurrency: concurrency[name], onError: outage.goesOn })
  })
  const all = Object.values(workers)
  return {
    pause: async () => void (await Promise.all(all.map(({ thing }) => thing.pause(true)))),
    resume: () => all.forEach(({ thing }) => thing.resume()),
    drain: (timeoutMs) => drain(all, crew, timeoutMs),
  }
}

/** What the workers of one process have in common. */
interface Crew {
  readonly log: QueueLog
  readonly stop: AbortController
  readonly running: Set<Promise<void>>
}

/**
 * Does what a job asks for. An error ends here, in the log: the queue would keep its message, and with it whatever
 * address a relay put there; and whether to try again is for the ledger to say.
 */
async function perform(job: Job, duties: Duties, { log, stop }: Crew): Promise<void> {
  try {
    if (!isJobName(job.name)) throw new TypeError('No job has this name.')
    await begin(duties, job.name, job.data, stop.signal)
  } catch (error) {
    log.error({ err: error, job: job.name, ids: job.data }, 'a job failed')
  }
}

const begin = <Name extends JobName>(
  duties: Duties,
  name: Name,
  carried: Record<string, unknown>,
  signal: AbortSignal,
) => duties[name](idsOf(name, carried), signal)

async function drain(workers: readonly Opened<JobWorker>[], crew: Crew, timeoutMs: number): Promise<void> {
  const closed = Promise.all(workers.map(({ thing }) => thing.close()))
  // Where the queue is away the workers never close by themselves; jobs do end, and no new ones come.
  const done = settlesWithin(grace, closed).then(() => Promise.all(crew.running))
  if (!(await settlesWithin(timeoutMs, done)) && crew.running.size > 0) {
    crew.log.warn({ timeoutMs, jobs: crew.running.size }, 'jobs outlast the drain and are asked to stop')
    crew.stop.abort()
    await settlesWithin(grace, done)
  }
  await settlesWithin(grace, closed)
  await settlesWithin(grace, Promise.all(workers.map((worker) => worker.disconnect())))
}

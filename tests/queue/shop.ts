import { setTimeout as pause } from 'node:timers/promises'
import type { Duties, JobName } from '../../src/queue/jobs.ts'
import { createQueues, type Queues, type QueuesOptions } from '../../src/queue/queues.ts'
import type { RunningWorkers } from '../../src/queue/workers.ts'

/** One process's side of the queue: its callers, its workers, and what both have to tell. */
export interface Shop extends AsyncDisposable {
  readonly queues: Queues
  /** The jobs begun, in order. */
  readonly done: [name: JobName, ids: object][]
  readonly logged: string[]
  /** What the log says of the outages noticed by one side. */
  told(whose: string): string[]
  work(duties?: Partial<Duties>): Promise<RunningWorkers>
}

export async function openShop(where: Omit<QueuesOptions, 'log'>): Promise<Shop> {
  const lines: { fields: { whose?: string }; message: string }[] = []
  const write = (fields: object, message: string) => void lines.push({ fields, message })
  const queues = await createQueues({ ...where, log: { info: write, warn: write, error: write } })
  const done: Shop['done'] = []
  const crews: RunningWorkers[] = []
  return {
    queues,
    done,
    get logged() {
      return lines.map(({ message }) => message)
    },
    told: (whose) => lines.filter(({ fields }) => fields.whose === whose).map(({ message }) => message),
    async work(duties = {}) {
      const crew = await queues.work(recorded(done, duties), { concurrency: { batches: 4, notices: 4, chores: 2 } })
      crews.push(crew)
      return crew
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(crews.map((crew) => crew.drain(2000)))
      await queues.close()
    },
  }
}

/** Every duty, given or idle, noted in `done` as it begins. */
function recorded(done: Shop['done'], duties: Partial<Duties>): Duties {
  const recording = <Name extends JobName>(name: Name): Duties[Name] =>
    (async (ids, signal) => {
      done.push([name, ids])
      await duties[name]?.(ids, signal)
    }) as Duties[Name]
  return {
    'send-batch': recording('send-batch'),
    'send-notice': recording('send-notice'),
    'plan-issues': recording('plan-issues'),
    'sync-source': recording('sync-source'),
    sweep: recording('sweep'),
  }
}

/** Looks every few milliseconds until something is so; rejects when it never is. */
export async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 5000): Promise<void> {
  const end = performance.now() + milliseconds
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Still not so after ${milliseconds} ms: ${isSo}`)
    await pause(5)
  }
}

import type { Queues } from '../src/queue/queues.ts'
import type { RunningWorkers } from '../src/queue/workers.ts'
import type { House } from '../src/usecases/house.ts'
import { clockIsRight } from '../src/usecases/check-clock.ts'
import { sweep } from '../src/usecases/sweep.ts'
import { workOnPlan } from './plan-issues.ts'
import { workOnBatch } from './send-batch.ts'
import { workOnNotice } from './send-notice.ts'
import { workOnSource } from './sync-source.ts'

/** The worker role of one process. */
export interface Workers {
  /** Begins nothing more, lets what is on the wire end, gives the batches back. */
  stop(): Promise<void>
}

const planEvery = 60_000
const sweepEvery = 10_000
const windEvery = 10_000
const concurrency = { batches: 2, notices: 4, chores: 2 }

/** While this machine's clock is wrong, its worker takes no jobs: others get them. Returns what is to be done every few seconds. */
const keepTime = (house: House, running: RunningWorkers) => {
  let isRight = true
  return async (): Promise<void> => {
    const wasRight = isRight
    isRight = await clockIsRight(house).catch(() => wasRight)
    if (isRight && !wasRight) running.resume()
    if (!isRight && wasRight) await running.pause()
  }
}

/** Starts working on the queue's jobs, and keeps its clockwork wound: what comes round is asked for again and again, in case the queue was emptied. */
export const startWorkers = async (house: House, queues: Queues): Promise<Workers> => {
  const stopping = new AbortController()
  await house.beacon.light()
  const running = await queues.work(
    {
      'send-batch': (job, signal) => workOnBatch(house, job, AbortSignal.any([signal, stopping.signal])),
      'send-notice': (job) => workOnNotice(house, job),
      'sync-source': (job) => workOnSource(house, job),
      'plan-issues': () => workOnPlan(house),
      sweep: () => sweep(house),
    },
    { concurrency },
  )
  const keepRight = keepTime(house, running)
  const wind = async (): Promise<void> => {
    await keepRight()
    await queues.every('plan-issues', planEvery)
    await queues.every('sweep', sweepEvery)
  }
  await wind()
  // What was begun before and forgotten is not left until the clockwork comes round; if it fails now, it does then.
  await queues.wake('plan-issues', {})
  await sweep(house).catch((error: unknown) => house.log.warn({ err: error }, 'the first sweep failed'))
  const clockwork = setInterval(() => void wind(), windEvery)
  return {
    async stop() {
      clearInterval(clockwork)
      stopping.abort()
      await running.drain(house.timings.wireMs)
      await house.beacon.putOut()
    },
  }
}

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

/** While this machine's clock is wrong, its worker takes no jobs: others get them. */
const keepTime = async (house: House) => {
  let isRight = await clockIsRight(house)
  let isPaused = false
  return {
    /** Does what was taken while nobody had looked at the clock yet only if it is right. */
    whenRight: (work: () => Promise<void>): Promise<void> => (isRight ? work() : Promise.resolve()),
    /** To be called every few seconds. */
    async check(running: RunningWorkers): Promise<void> {
      isRight = await clockIsRight(house).catch(() => isRight)
      if (isRight && isPaused) running.resume()
      if (!isRight && !isPaused) await running.pause()
      isPaused = !isRight
    },
  }
}

/** Starts working on the queue's jobs, and keeps its clockwork wound: what comes round is asked for again and again, in case the queue was emptied. */
export const startWorkers = async (house: House, queues: Queues): Promise<Workers> => {
  const stopping = new AbortController()
  await house.beacon.light()
  const time = await keepTime(house)
  const running = await queues.work(
    {
      'send-batch': (job, signal) =>
        time.whenRight(() => workOnBatch(house, job, AbortSignal.any([signal, stopping.signal]))),
      'send-notice': (job) => workOnNotice(house, job),
      'sync-source': (job) => workOnSource(house, job),
      'plan-issues': () => time.whenRight(() => workOnPlan(house)),
      sweep: () => sweep(house),
    },
    { concurrency },
  )
  const wind = async (): Promise<void> => {
    await time.check(running)
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

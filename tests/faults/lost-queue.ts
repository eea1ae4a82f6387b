import { until } from '../support/wait.ts'
import type { Verdict } from './oracle.ts'
import { between, seeded } from './random.ts'
import { openScene, type ScenePlan } from './scene.ts'

export interface LostQueuePlan extends ScenePlan {
  readonly seed: number
  /** Empties the queue under everybody’s feet. */
  empty(): Promise<void>
}

export interface LostQueueRun {
  readonly verdict: Verdict
  /** How many messages were out when the queue was emptied. */
  readonly emptiedAt: readonly number[]
  /** From the last emptying until the issue was finished. */
  readonly recoverySeconds: number
}

/** Empties the queue once before anybody works and once in the middle of the send; one worker goes on all the while. */
export const loseQueue = async (plan: LostQueuePlan): Promise<LostQueueRun> => {
  await using scene = await openScene(plan)
  await scene.triggers()
  await plan.empty()
  await using worker = scene.startWorker()
  await worker.ready
  const half = between(seeded(plan.seed), 1, plan.readers / 2)
  await until(`message ${half} is out`, () => scene.relay.taken >= half, 60)
  const emptiedAt = [0, scene.relay.taken]
  await plan.empty()
  const since = performance.now()
  await scene.finishes(120)
  return { verdict: await scene.verdict(), emptiedAt, recoverySeconds: (performance.now() - since) / 1000 }
}

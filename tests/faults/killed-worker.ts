import { until } from '../support/wait.ts'
import type { Verdict } from './oracle.ts'
import { between, seeded, type Random } from './random.ts'
import { openScene, type Scene, type ScenePlan } from './scene.ts'

export interface KillPlan extends ScenePlan {
  readonly kills: number
  readonly seed: number
}

/** SIGKILL so many milliseconds after the relay has put that many transactions on record; at 0, before it answers. */
export interface Moment {
  readonly taken: number
  readonly waitMs: number
}

export interface KilledRun {
  readonly moments: readonly Moment[]
  readonly verdict: Verdict
  /** From the moment the last worker worked until the issue was finished. */
  readonly recoverySeconds: number
}

/** Connections to the relay of one worker: no death may leave more deliveries uncertain. */
export const connections = 10

/** Moments spread at random over nine tenths of a run; what becomes uncertain on the way is missing at its end. */
export const killMoments = (random: Random, { kills, readers }: Pick<KillPlan, 'kills' | 'readers'>): Moment[] =>
  Array.from({ length: kills }, () => ({
    taken: between(random, 1, Math.floor(readers * 0.9)),
    waitMs: between(random, 0, 3) === 0 ? 0 : between(random, 1, 40),
  })).toSorted((one, other) => one.taken - other.taken)

/** Kills worker after worker in the middle of a send, then lets one finish it. */
export const killWorkers = async (plan: KillPlan): Promise<KilledRun> => {
  await using scene = await openScene(plan)
  const moments = killMoments(seeded(plan.seed), plan)
  await scene.triggers()
  for (const moment of moments) await killAt(scene, moment)
  await using survivor = scene.startWorker()
  await survivor.ready
  const since = performance.now()
  await scene.finishes(60)
  return { moments, verdict: await scene.verdict(), recoverySeconds: (performance.now() - since) / 1000 }
}

const killAt = async ({ relay, startWorker }: Scene, { taken, waitMs }: Moment): Promise<void> => {
  await using worker = startWorker()
  let gone = false
  void worker.gone.then(() => (gone = true))
  relay.onTaken = (now) => {
    if (now < taken) return
    relay.onTaken = () => {}
    if (waitMs === 0) worker.kill()
    else setTimeout(() => worker.kill(), waitMs)
  }
  await until(`a worker is killed at message ${taken}`, () => gone, 60)
}

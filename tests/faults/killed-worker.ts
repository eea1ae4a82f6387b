import { until } from '../support/wait.ts'
import type { Finding } from './finding.ts'
import { breachesOf } from './oracle.ts'
import { between, seeded, type Random } from './random.ts'
import { recover, slowness } from './recovery.ts'
import type { Scene, Stage } from './stage.ts'

/** SIGKILL so many milliseconds after the relay has put that many messages of a send on record; at 0, before it answers. */
export interface KillMoment {
  readonly taken: number
  readonly waitMs: number
}

/** Deaths of one send. */
export const kills = 10

/** Moments spread at random over nine tenths of a send; what becomes uncertain on the way is missing at its end. */
export const killMoments = (random: Random, readers: number): KillMoment[] =>
  Array.from({ length: kills }, () => ({
    taken: between(random, 1, Math.floor(readers * 0.8)),
    waitMs: between(random, 0, 3) === 0 ? 0 : between(random, 1, 40),
  })).toSorted((one, other) => one.taken - other.taken)

/** Kills worker after worker in the middle of a send, then lets one finish it. */
export const killWorkers = async (stage: Stage, seed: number): Promise<Finding> => {
  const scene = await stage.opensScene()
  const moments = killMoments(seeded(seed), scene.roster.size)
  await scene.triggers()
  for (const moment of moments) await killAt(scene, moment)
  await using survivor = await stage.starts()
  await survivor.ready
  const recovery = await recover(scene)
  const verdict = await scene.verdict()
  const breaches = breachesOf(verdict, kills * stage.connections)
  return { breaches, slow: slowness(stage, recovery), counts: { kills, ...verdict.counts, ...recovery } }
}

const killAt = async (scene: Scene, { taken, waitMs }: KillMoment): Promise<void> => {
  const { relay } = scene.stage
  await using worker = await scene.stage.starts()
  relay.onMoment = (moment) => {
    if (moment !== 'dot' || scene.taken < taken) return
    relay.onMoment = () => {}
    if (waitMs === 0) worker.kill()
    else setTimeout(() => worker.kill(), waitMs)
  }
  await until(`a worker is killed at message ${taken}`, () => worker.isGone, 60)
}

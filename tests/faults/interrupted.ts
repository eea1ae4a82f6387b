import { until } from '../support/wait.ts'
import type { Finding } from './finding.ts'
import { breachesOf } from './oracle.ts'
import type { ProgramOrder } from './program.ts'
import { between, seeded, type Random } from './random.ts'
import type { Scene, Stage } from './stage.ts'
import { watchApi } from './watch-api.ts'

/** Something that breaks in the middle of a send and heals again, while one worker goes on. */
export interface Interruption {
  /** Breaks it and heals it. */
  strike(scene: Scene, random: Random): Promise<void>
  /** How much may end in doubt. */
  readonly mayDoubt: number
  /** For a worker that has something of its own to bear. */
  readonly order?: Partial<ProgramOrder>
}

const healedSeconds = 300

/** Strikes at a random message of a send, and judges once everything is final. Meanwhile the API is asked all the time. */
export const interrupt = async (
  stage: Stage,
  seed: number,
  { strike, mayDoubt, order }: Interruption,
): Promise<Finding> => {
  const random = seeded(seed)
  const scene = await stage.opensScene()
  await scene.triggers()
  await using worker = await stage.starts(order)
  await worker.ready
  const at = between(random, 1, Math.floor(scene.roster.size / 2))
  await until(`message ${at} is out`, () => scene.taken >= at, 60)
  const api = watchApi(stage.url, scene.issueId)
  await strike(scene, random)
  const healed = performance.now()
  await scene.finishes(healedSeconds)
  const finalMs = Math.round(performance.now() - healed)
  const breaches = await api.breaches()
  const verdict = await scene.verdict()
  return { breaches: [...breachesOf(verdict, mayDoubt), ...breaches], counts: { ...verdict.counts, finalMs } }
}

import { until } from '../support/wait.ts'
import { deathOf, type CrashPoint, type Death } from './crash-points.ts'
import { deedOrder, effectOf } from './deed-effects.ts'
import { unless, type Finding } from './finding.ts'
import type { Mortal } from './mortal.ts'
import { breachesOf } from './oracle.ts'
import { recover, slowness } from './recovery.ts'
import { apiKey, slug, type Scene, type Stage } from './stage.ts'

const deathSeconds = 90

/** Kills a process exactly at a point, lets another one take over, and judges. */
export const crashAt = async (stage: Stage, point: CrashPoint, seed: number): Promise<Finding> => {
  const scene = await stage.opensScene()
  const breaches: string[] = []
  const alive = await killing[point.victim]({
    scene,
    point,
    death: deathOf(point, seed, scene.roster.size),
    seed,
    breaches,
  })
  await using survivor = alive ?? (await stage.starts())
  await survivor.ready
  const recovery = await recover(scene)
  const verdict = await scene.verdict()
  breaches.push(...breachesOf(verdict, point.mayDoubt ? stage.connections : 0))
  return { breaches, slow: slowness(stage, recovery), counts: { kills: 1, ...verdict.counts, ...recovery } }
}

interface Killing {
  readonly scene: Scene
  readonly point: CrashPoint
  readonly death: Death
  readonly seed: number
  /** What goes wrong on the way. */
  readonly breaches: string[]
}

/** Brings a death about; answers with the worker that lives on, if one does. */
type Kill = (killing: Killing) => Promise<Mortal | null>

const isDead = async (victim: Mortal): Promise<void> => {
  await until('the process is dead', () => victim.isGone, deathSeconds)
  if ((await victim.gone) !== 'SIGKILL') throw new Error('The process ended by itself.')
}

/** The API dies while it makes the issue; the admin is not answered. */
const killApi: Kill = async ({ scene, death, breaches }) => {
  await using victim = await scene.stage.starts({ part: 'api', death })
  await victim.ready
  const answered = await fetch(`${victim.url}/api/v1/issues`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ newsletter: slug }),
  }).then(
    () => true,
    () => false,
  )
  await isDead(victim)
  await scene.findsIssue()
  breaches.push(...unless(!answered, 'an API that died answered'))
  return null
}

/** A worker dies by its own hand. */
const killWorker: Kill = async ({ scene, death }) => {
  await scene.triggers()
  await using victim = await scene.stage.starts({ death })
  await isDead(victim)
  return null
}

/** The relay kills the worker in the middle of their conversation. */
const killAtRelay: Kill = async ({ scene, point, death }) => {
  const { relay } = scene.stage
  let reached = 0
  await scene.triggers()
  await using victim = await scene.stage.starts()
  relay.onMoment = (moment) => {
    if (moment !== point.moment || (reached += 1) !== death.nth) return false
    victim.kill()
    return moment === 'body'
  }
  await isDead(victim)
  relay.onMoment = () => {}
  return null
}

/** Somebody who does something else beside a running send dies at it; then it is done again. */
const killInDeed: Kill = async ({ scene, point, death, seed, breaches }) => {
  const { stage } = scene
  // So slow that the send still goes on when it happens.
  stage.relay.replyMs = 20
  await scene.triggers()
  const worker = await stage.starts()
  await worker.ready
  const order = await deedOrder(scene, point.deed ?? 'bounce', seed)
  await using victim = await stage.starts({ part: order, death })
  await isDead(victim)
  const before = await effectOf(stage.sql, order)
  breaches.push(...unless(before === 'none' || before === 'whole', `half a deed was left: ${before}`))
  await using again = await stage.starts({ part: order })
  await again.gone
  const after = await effectOf(stage.sql, order)
  breaches.push(...unless(after === 'whole', `the deed done again is ${after}`))
  stage.relay.replyMs = 0
  return worker
}

const killing: Readonly<Record<CrashPoint['victim'], Kill>> = {
  api: killApi,
  worker: killWorker,
  relay: killAtRelay,
  deed: killInDeed,
}

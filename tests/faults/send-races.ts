import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase } from '../support/postgres.ts'
import { until } from '../support/wait.ts'
import { askApi } from './api-client.ts'
import { unless, type Finding } from './finding.ts'
import { breachesOf } from './oracle.ts'
import { between, seeded, type Random } from './random.ts'
import { openStage, type Scene } from './stage.ts'

export interface SendRaceSize {
  readonly readers: number
  /** How many act during the send. */
  readonly acts: number
}

/** Milliseconds that the relay takes for a message: with four connections some 500 a second. */
const replyMs = 6

type Actors = (scene: Scene, random: Random) => Promise<string[]>

/** A send with one worker, and what others do meanwhile. */
const during = async (seed: number, readers: number, act: Actors): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers, replyMs, databaseUrl: database.url })
  const scene = await stage.opensScene()
  await scene.triggers()
  await using worker = await stage.starts()
  await worker.ready
  await until('the first message is out', () => scene.taken > 0)
  const breaches = await act(scene, seeded(seed))
  await until(
    'the issue is at its end',
    async () => (await stage.api.house.store.issues.byId(scene.issueId))?.finishedAt != null,
    120,
  )
  // What was on the wire when it was cancelled may still be answered.
  await pause(replyMs * 2)
  const verdict = await scene.verdict()
  return { breaches: [...breaches, ...breachesOf(verdict, 0)], counts: { ...verdict.counts } }
}

/** So many readers, each once, in an order of the seed. */
const someOf = ({ roster }: Scene, random: Random, count: number): string[] =>
  [...roster.keys()]
    .map((id) => ({ id, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .slice(0, count)
    .map(({ id }) => id)

/** Lets one thing after another be done, spread over the send, several at a time. */
const spread = async (scene: Scene, random: Random, acts: readonly (() => Promise<void>)[]): Promise<void> => {
  const waiting = [...acts]
  const actor = async (): Promise<void> => {
    for (let act = waiting.shift(); act !== undefined; act = waiting.shift()) {
      await pause(between(random, 0, (scene.roster.size / acts.length) * 16))
      await act()
    }
  }
  await Promise.all([actor(), actor(), actor(), actor()])
}

/** Readers press their unsubscribe button at random instants: once that is committed, no fence lets them pass. */
export const raceUnsubscribes = (seed: number, { readers, acts }: SendRaceSize): Promise<Finding> =>
  during(seed, readers, async (scene, random) => {
    const { house } = scene.stage.api
    const breaches: string[] = []
    const leave = (id: string) => async (): Promise<void> => {
      const link = house.links.unsubscribe({ id, round: 0 }, house.clock.now())
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
      const { status } = await fetch(link, { method: 'POST', body, redirect: 'manual' })
      breaches.push(...unless(status === 200, `an unsubscribe was answered ${status}`))
    }
    await spread(scene, random, someOf(scene, random, acts).map(leave))
    return breaches
  })

/** Readers are erased at random instants of a send. */
export const raceErasures = (seed: number, { readers, acts }: SendRaceSize): Promise<Finding> =>
  during(seed, readers, async (scene, random) => {
    const { sql, url } = scene.stage
    const breaches: string[] = []
    const erase = (id: string) => async (): Promise<void> => {
      const { rows } = await sql.query<{ id: string }>('select subscriber_id as id from subscription where id = $1', [
        id,
      ])
      const { status } = await askApi(url, 'DELETE', `/subscribers/${rows[0]?.id}`)
      breaches.push(...unless(status === 204, `an erasure was answered ${status}`))
    }
    await spread(scene, random, someOf(scene, random, acts).map(erase))
    return breaches
  })

const quietAfterMs = 1000
const watchedMs = 150

/** An admin pauses and resumes again and again, and cancels in the end: a second after a pause nothing begins any more. */
export const raceSteering = (seed: number, { readers, acts }: SendRaceSize): Promise<Finding> =>
  during(seed, readers, async (scene, random) => {
    const { url, relay } = scene.stage
    const breaches: string[] = []
    const steer = async (verb: string): Promise<number> =>
      (await askApi(url, 'POST', `/issues/${scene.issueId}/${verb}`)).status
    let begun = 0
    relay.onMoment = (moment) => void (moment === 'body' && (begun += 1))
    for (let act = 0; act < acts; act += 1) {
      await pause(between(random, 20, 200))
      // Pausing a finished issue is refused: then there is nothing more to steer.
      if ((await steer('pause')) !== 200) break
      await pause(quietAfterMs)
      const before = begun
      await pause(watchedMs)
      breaches.push(...unless(begun === before, `${begun - before} messages began a second after the pause`))
      if (act === acts - 1) await steer(between(random, 0, 2) === 0 ? 'cancel' : 'resume')
      else await steer('resume')
    }
    return breaches
  })

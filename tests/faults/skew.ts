import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase } from '../support/postgres.ts'
import { unless, type Finding } from './finding.ts'
import { breachesOf } from './oracle.ts'
import { openStage } from './stage.ts'

/** Long enough for a worker that works to have sent something. */
const waitMs = 2000

/** A worker whose clock is wrong does nothing; one whose clock is right does it all, and neither takes anything from the other. */
export const skewWorker = async (aheadMs: number): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers: 200, databaseUrl: database.url })
  const scene = await stage.opensScene()
  await scene.triggers()
  await using wrong = await stage.starts({ aheadMs })
  await wrong.ready
  await pause(waitMs)
  const taken = scene.taken
  await using right = await stage.starts()
  await right.ready
  await scene.finishes(60)
  const verdict = await scene.verdict()
  const refused = unless(taken === 0, `a worker whose clock is wrong sent ${taken} messages`)
  return { breaches: [...refused, ...breachesOf(verdict, 0)], counts: { ...verdict.counts } }
}

/** The clock of a worker and the API is put wrong while they send: what is leased and promised goes by the database's. */
export const jumpWhileSending = async (aheadMs: number): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers: 400, replyMs: 5, databaseUrl: database.url })
  const scene = await stage.opensScene()
  await scene.triggers()
  await using worker = await stage.starts({ aheadMs, jumpsAfterMs: 300 })
  await worker.ready
  await pause(waitMs)
  await using right = await stage.starts()
  await right.ready
  await scene.finishes(60)
  const verdict = await scene.verdict()
  return { breaches: breachesOf(verdict, 0), counts: { ...verdict.counts } }
}

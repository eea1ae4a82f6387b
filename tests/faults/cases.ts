import { redisIsInstalled, startRedisServer } from '../queue/redis-server.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { killWorkers, type KilledRun } from './killed-worker.ts'
import { loseQueue, type LostQueueRun } from './lost-queue.ts'
import { emptyQueueIn } from './queues.ts'
import { restartPostgres, type RestartedRun } from './restarted-postgres.ts'

export interface CasePlan {
  readonly readers: number
  readonly seed: number
}

export const kills = 10

/** Every fault that the suite knows, each on a database of its own. */
export const cases = {
  'killed-worker': async (plan: CasePlan): Promise<KilledRun> => {
    await using database = await createTestDatabase()
    return await killWorkers({ ...plan, kills, databaseUrl: database.url })
  },
  'killed-worker-redis': async (plan: CasePlan): Promise<KilledRun> => {
    await using queue = await openRedis()
    await using database = await createTestDatabase()
    return await killWorkers({ ...plan, ...queue, kills, databaseUrl: database.url })
  },
  'lost-queue': async (plan: CasePlan): Promise<LostQueueRun> => {
    await using database = await createTestDatabase()
    return await loseQueue({ ...plan, databaseUrl: database.url, empty: () => emptyQueueIn(database.url) })
  },
  'lost-queue-redis': async (plan: CasePlan): Promise<LostQueueRun> => {
    await using queue = await openRedis()
    await using database = await createTestDatabase()
    return await loseQueue({ ...plan, ...queue, databaseUrl: database.url })
  },
  'restarted-postgres': (plan: CasePlan): Promise<RestartedRun> => restartPostgres(plan),
} as const

export type CaseName = keyof typeof cases

export const caseNames = Object.keys(cases) as CaseName[]

/** Whether this machine has what a case needs. */
export const canRun = (name: CaseName): boolean => !name.endsWith('-redis') || redisIsInstalled()

/** A Redis of the case's own, as the queue. */
const openRedis = async () => {
  const server = await startRedisServer()
  return {
    redisUrl: server.where.redisUrl ?? '',
    empty: () => server.empty(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

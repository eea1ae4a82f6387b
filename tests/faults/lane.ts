import { createTestDatabase } from '../support/postgres.ts'
import { openRedis } from './redis.ts'
import { openStage, type Stage } from './stage.ts'

export const backends = ['postgres', 'redis'] as const
/** Where the queue lives. */
export type Backend = (typeof backends)[number]

/** A stage on which runs follow each other, with a database and, where the queue lives there, a Redis of its own. */
export interface Lane extends AsyncDisposable {
  readonly backend: Backend
  readonly stage: Stage
  readonly databaseUrl: string
  /** Ends what was started and forgets it: after a run that went wrong the next one begins on clean ground. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Readers of each send in the crash matrix. */
export const laneReaders = 500

export const openLane = async (backend: Backend, readers = laneReaders): Promise<Lane> => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const redisUrl = backend === 'redis' ? opened.use(await openRedis()).url : null
  const plan = { readers, databaseUrl: database.url, ...(redisUrl === null ? {} : { redisUrl }) }
  const stage = opened.use(await openStage(plan))
  const kept = opened.move()
  return { backend, stage, databaseUrl: database.url, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

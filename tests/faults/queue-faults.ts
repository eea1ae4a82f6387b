import { createTestDatabase } from '../support/postgres.ts'
import type { Finding } from './finding.ts'
import { interrupt } from './interrupted.ts'
import { emptyQueueIn } from './queues.ts'
import { openStage } from './stage.ts'

/** Every job that PostgreSQL keeps is deleted, before anybody works and in the middle of a send. */
export const emptyQueue = async (seed: number): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers: 600, replyMs: 2, databaseUrl: database.url })
  return await interrupt(stage, seed, { mayDoubt: 0, strike: () => emptyQueueIn(database.url) })
}

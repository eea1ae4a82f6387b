import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase } from '../support/postgres.ts'
import type { Finding } from './finding.ts'
import { interrupt } from './interrupted.ts'
import { between, type Random } from './random.ts'
import { openRedis, type MortalRedis } from './redis.ts'
import { openStage } from './stage.ts'

const readers = 600
const replyMs = 2

type Strike = (redis: MortalRedis, random: Random) => Promise<void>

/** What befalls the queue costs time and nothing else: nothing is in doubt after it. */
const befalling =
  (strike: Strike, { keeps = false }: { keeps?: boolean } = {}) =>
  async (seed: number): Promise<Finding> => {
    await using redis = await openRedis({ keeps })
    await using database = await createTestDatabase()
    await using stage = await openStage({ readers, replyMs, databaseUrl: database.url, redisUrl: redis.url })
    return await interrupt(stage, seed, { mayDoubt: 0, strike: (_, random) => strike(redis, random) })
  }

const rebirth = async (redis: MortalRedis, random: Random): Promise<void> => {
  await redis.dies()
  await pause(between(random, 0, 3000))
  await redis.rises()
}

/** Everything that may befall a Redis. */
export const redisFaults = {
  'redis-flushed': befalling((redis) => redis.says('FLUSHALL')),
  'redis-killed': befalling(rebirth),
  'redis-rolled-back': befalling(
    async (redis, random) => {
      await redis.dies()
      // About a second of commands, and the last of those that stay is torn.
      await redis.forgets(between(random, 500, 20_000))
      await pause(500)
      await redis.rises()
    },
    { keeps: true },
  ),
  'redis-paused': befalling(async (redis) => {
    await redis.says('CLIENT', 'PAUSE', '30000', 'ALL')
    await pause(30_000)
  }),
  'redis-full': befalling(async (redis) => {
    await redis.says('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await redis.says('CONFIG', 'SET', 'maxmemory', '1')
    await pause(5000)
    await redis.says('CONFIG', 'SET', 'maxmemory', '0')
  }),
} as const satisfies Record<string, (seed: number) => Promise<Finding>>

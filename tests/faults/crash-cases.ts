import { redisIsInstalled } from '../queue/redis-server.ts'
import type { Case } from './case.ts'
import { crashPoints } from './crash-points.ts'
import { crashAt } from './crash.ts'
import { killWorkers, kills } from './killed-worker.ts'
import { backends, type Backend } from './lane.ts'

/** Why there can be no queue of that kind on this machine. */
export const withoutRedis = (backend: Backend) => () =>
  backend === 'postgres' || redisIsInstalled() ? null : 'redis-server is not installed'

const atPoints = (backend: Backend): Case[] =>
  crashPoints.map((point) => ({
    suite: 'S1',
    id: `${point.id}-${backend}`,
    track: backend,
    runs: { few: 1, all: 10 },
    obstacle: withoutRedis(backend),
    run: async (ground, seed) => crashAt((await ground.lane(backend)).stage, point, seed),
  }))

const atRandom = (backend: Backend): Case => ({
  suite: 'S1',
  id: `random-${backend}`,
  track: backend,
  runs: { few: 1, all: 200 / kills },
  obstacle: withoutRedis(backend),
  run: async (ground, seed) => killWorkers((await ground.lane(backend)).stage, seed),
})

/** 18 points, and ten deaths at random moments of each send, on both kinds of queue. */
export const crashCases: readonly Case[] = backends.flatMap((backend) => [...atPoints(backend), atRandom(backend)])

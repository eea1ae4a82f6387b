import { redisIsInstalled } from '../queue/redis-server.ts'
import type { Case } from './case.ts'
import type { Finding } from './finding.ts'
import { failStatements, fillLogDisk, lockTables, starvePool, stopPostgres } from './postgres-faults.ts'
import { emptyQueue } from './queue-faults.ts'
import { redisFaults } from './redis-faults.ts'
import { noSmallDisk } from './small-disk.ts'

type Fault = (seed: number) => Promise<Finding>

const inPostgres = (id: string, all: number, fault: Fault, obstacle: Case['obstacle'] = () => null): Case => ({
  suite: 'S3',
  id,
  track: 'postgres',
  runs: { few: 1, all },
  obstacle,
  run: (_, seed) => fault(seed),
})

const inRedis = ([id, fault]: readonly [string, Fault]): Case => ({
  suite: 'S3',
  id,
  track: 'redis',
  runs: { few: 1, all: id === 'redis-flushed' ? 10 : 2 },
  obstacle: () => (redisIsInstalled() ? null : 'redis-server is not installed'),
  run: (_, seed) => fault(seed),
})

/** PostgreSQL and Redis break in the middle of a send. */
export const storeCases: readonly Case[] = [
  inPostgres('postgres-stopped', 10, stopPostgres),
  inPostgres('postgres-starved', 2, starvePool),
  inPostgres('postgres-locked', 2, lockTables),
  inPostgres('postgres-deadlocks', 4, failStatements('before')),
  inPostgres('postgres-answers-lost', 4, failStatements('after')),
  inPostgres('postgres-disk-full', 2, fillLogDisk, noSmallDisk),
  inPostgres('queue-emptied', 2, emptyQueue),
  ...Object.entries(redisFaults).map(inRedis),
]

import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase, asAdmin } from '../support/postgres.ts'
import { openCluster } from './cluster.ts'
import { fillDisk, mountSmallDisk } from './small-disk.ts'
import type { Finding } from './finding.ts'
import { interrupt } from './interrupted.ts'
import { between } from './random.ts'
import { openStage, type Stage } from './stage.ts'

const readers = 600
const replyMs = 2

const onOwnDatabase = async (task: (stage: Stage, database: string) => Promise<Finding>): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers, replyMs, databaseUrl: database.url })
  return await task(stage, new URL(database.url).pathname.slice(1))
}

/** The server stops as in a power cut, and starts again after up to two seconds. */
export const stopPostgres = async (seed: number): Promise<Finding> => {
  await using cluster = await openCluster()
  await using stage = await openStage({ readers, replyMs, databaseUrl: cluster.url })
  return await interrupt(stage, seed, {
    mayDoubt: stage.connections,
    async strike(_, random) {
      await cluster.dies()
      await pause(between(random, 0, 2000))
      await cluster.rises()
    },
  })
}

/** Every session is ended and no new ones are let in for three seconds. */
export const starvePool = (seed: number): Promise<Finding> =>
  onOwnDatabase((stage, database) =>
    interrupt(stage, seed, {
      mayDoubt: stage.connections,
      strike: () =>
        asAdmin(async (admin) => {
          await admin.query(`alter database ${database} connection limit 1`)
          await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [database])
          await pause(3000)
          await admin.query(`alter database ${database} connection limit -1`)
        }),
    }),
  )

/** Somebody else holds a lock that everything needs, for twelve seconds. */
export const lockTables = (seed: number): Promise<Finding> =>
  onOwnDatabase((stage) =>
    interrupt(stage, seed, {
      // The worker waits for longer than its lease.
      mayDoubt: stage.connections,
      async strike({ stage: { sql } }) {
        const holder = await sql.connect()
        await holder.query('begin; lock table newsletter, issue, delivery, suppression in access exclusive mode')
        await pause(12_000)
        await holder.query('rollback')
        holder.release()
      },
    }),
  )

/** Statements of the worker fail with deadlocks and serialization failures, before or after they took effect. */
export const failStatements =
  (when: 'before' | 'after') =>
  (seed: number): Promise<Finding> =>
    onOwnDatabase((stage) => {
      const trouble = { when, seed, times: 20 }
      return interrupt(stage, seed, {
        mayDoubt: when === 'before' ? 0 : trouble.times * stage.connections,
        order: { trouble },
        strike: async () => {},
      })
    })

/** The disk of the server's log is full for three seconds. */
export const fillLogDisk = async (seed: number): Promise<Finding> => {
  await using disk = await mountSmallDisk(320)
  const settings = { max_wal_size: '64MB', min_wal_size: '32MB' }
  await using cluster = await openCluster({ directory: disk.folder('cluster'), settings })
  await using stage = await openStage({ readers, replyMs, databaseUrl: cluster.url })
  return await interrupt(stage, seed, {
    mayDoubt: stage.connections,
    async strike() {
      await using ballast = await fillDisk(disk, cluster.adminUrl)
      await pause(3000)
      await ballast.lift()
      await cluster.dies().catch(() => {})
      await cluster.rises()
    },
  })
}

import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres, type EmbeddedDatabase } from '../../src/embedded/postgres.ts'
import { migrate } from '../../src/store/migrate.ts'
import { adminAddress, asAdmin, templateName, urlFor } from './postgres.ts'

const started: EmbeddedDatabase[] = []

/** Starts the one cluster of a test run, with a migrated template in it, and tells the test files its address. */
export const openTestCluster = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-tests-'))
  // The time of each commit tells who came first, where a test asks.
  const settings = { max_connections: '200', track_commit_timestamp: 'on' }
  const cluster = await startPostgres({ directory, throwaway: true, settings })
  started.push(cluster)
  process.env[adminAddress] = cluster.adminUrl
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${templateName} OWNER nashra`))
  await migrate(urlFor(templateName))
  // Nobody may connect to it any more: a template with a session cannot be copied.
  await asAdmin((admin) => admin.query(`ALTER DATABASE ${templateName} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`))
}

/** Stops and deletes what `openTestCluster` started. */
export const closeTestCluster = async (): Promise<void> => {
  await Promise.all(started.splice(0).map((cluster) => cluster.close()))
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { migrate } from '../../src/store/migrate.ts'
import { until } from '../support/wait.ts'
import { isRunning, postmasterOf } from './postmaster.ts'

/** A PostgreSQL of our own, which waits for the disk as a real one does, and which may be killed. */
export interface MortalCluster extends AsyncDisposable {
  readonly url: string
  readonly adminUrl: string
  /** Stops at once, without a checkpoint; what was committed is in its log. */
  dies(): Promise<void>
  rises(): Promise<void>
}

export interface ClusterOptions {
  /** An empty folder; one in the folder for temporary files when absent. */
  readonly directory?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** Starts a cluster with Nashra's tables in it. */
export const openCluster = async (options: ClusterOptions = {}): Promise<MortalCluster> => {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'nashra-faults-')))
  const settings = { track_commit_timestamp: 'on', ...options.settings }
  let server = await startPostgres({ directory, settings })
  const { url, adminUrl, port } = server
  await migrate(url)
  return {
    url,
    adminUrl,
    async dies() {
      const postmaster = await postmasterOf(adminUrl)
      process.kill(postmaster, 'SIGQUIT')
      await until('the database is dead', () => !isRunning(postmaster))
    },
    async rises() {
      server = await startPostgres({ directory, port, settings })
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      if (options.directory === undefined) await rm(directory, { recursive: true })
    },
  }
}

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { until } from '../support/wait.ts'
import type { Verdict } from './oracle.ts'
import { isRunning, postmasterOf } from './postmaster.ts'
import { between, seeded } from './random.ts'
import { openScene } from './scene.ts'

export interface RestartedRun {
  readonly verdict: Verdict
  /** How many messages were out when the database died. */
  readonly diedAt: number
  /** From the moment the database answered again until the issue was finished. */
  readonly recoverySeconds: number
}

/** Kills the database once in the middle of a send, as a power cut would, and starts it again; one worker goes on all the while. */
export const restartPostgres = async ({ readers, seed }: { readers: number; seed: number }): Promise<RestartedRun> => {
  await using cluster = await openCluster()
  await once(new Worker(new URL('../support/migrate-thread.js', import.meta.url), { workerData: cluster.url }), 'exit')
  await using scene = await openScene({ readers, databaseUrl: cluster.url, replyMs: 2 })
  await scene.triggers()
  await using worker = scene.startWorker()
  await worker.ready
  const half = between(seeded(seed), 1, readers / 2)
  await until(`message ${half} is out`, () => scene.relay.taken >= half, 60)
  await cluster.dies()
  const diedAt = scene.relay.taken
  await cluster.rises()
  const since = performance.now()
  await scene.finishes(120)
  return { verdict: await scene.verdict(), diedAt, recoverySeconds: (performance.now() - since) / 1000 }
}

interface MortalCluster extends AsyncDisposable {
  readonly url: string
  /** Stops at once, without a checkpoint; what was committed is in its log. */
  dies(): Promise<void>
  rises(): Promise<void>
}

/** A cluster of our own, which waits for the disk as a real one does. */
const openCluster = async (): Promise<MortalCluster> => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-faults-'))
  let server = await startPostgres({ directory })
  const { url, port } = server
  return {
    url,
    async dies() {
      const postmaster = await postmasterOf(server.adminUrl)
      process.kill(postmaster, 'SIGQUIT')
      await until('the database is dead', () => !isRunning(postmaster))
    },
    async rises() {
      server = await startPostgres({ directory, port })
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(directory, { recursive: true })
    },
  }
}

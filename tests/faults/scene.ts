import { Client } from 'pg'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService } from '../../src/service.ts'
import type { Timings } from '../../src/usecases/house.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/wait.ts'
import { openNewsroom } from './newsroom.ts'
import { judge, type Verdict } from './oracle.ts'
import { openRecordingRelay, type RecordingRelay } from './recording-relay.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

export interface ScenePlan {
  readonly readers: number
  readonly databaseUrl: string
  /** Redis in place of PostgreSQL for the queue. */
  readonly redisUrl?: string
  /** How long the relay takes to answer a message. */
  readonly replyMs?: number
}

/** A send to many readers that is about to go wrong: API, relay and record here, workers in processes of their own. */
export interface Scene extends AsyncDisposable {
  readonly relay: RecordingRelay
  readonly leaseSeconds: number
  startWorker(): WorkerProcess
  /** Freezes the issue and lets it go; there need not be a worker yet. */
  triggers(): Promise<void>
  /** Waits until Nashra calls the issue finished. */
  finishes(seconds: number): Promise<void>
  /** Compares the ledger with the relay's record. */
  verdict(): Promise<Verdict>
}

const leaseSeconds = 3
const key = 'a-key-for-the-fault-suite'
const slug = 'marsad'

/** Sets the scene: a newsletter, a post, and its readers. */
export const openScene = async (plan: ScenePlan): Promise<Scene> => {
  await using opened = new AsyncDisposableStack()
  const relay = opened.use(await openRecordingRelay({ replyMs: plan.replyMs ?? 0 }))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const settings = {
    DATABASE_URL: plan.databaseUrl,
    ...(plan.redisUrl === undefined ? {} : { REDIS_URL: plan.redisUrl }),
    SMTP_URL: relay.url,
    BASE_URL: url,
    PORT: String(port),
    SECRET_KEY: 'a secret for tests that is long enough',
    API_KEY: key,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  }
  // Fifty batches, so that those which a dead worker holds leave others to go on with.
  const timings: Partial<Timings> = { leaseSeconds, batchSize: Math.ceil(plan.readers / 50) }
  const config = readConfig(settings)
  const api = await startService(config, 'api', createLog(config.logLevel), { timings })
  opened.defer(() => api.stop())
  await using preparing = new AsyncDisposableStack()
  const sql = new Client({ connectionString: plan.databaseUrl })
  await sql.connect()
  preparing.defer(() => sql.end())
  const newsroom = openNewsroom(url, { key, sql, lang: 'ar' })
  await newsroom.founds(slug)
  await newsroom.gathers(slug, plan.readers)
  await newsroom.publishes(slug, 1)
  let issueId = ''
  const kept = opened.move()
  return {
    relay,
    leaseSeconds,
    startWorker: () => startWorker({ settings, timings }),
    async triggers() {
      issueId = await newsroom.triggers(slug)
    },
    finishes: (seconds) =>
      until(
        'the issue is finished',
        async () => (await api.house.store.issues.byId(issueId))?.state === 'finished',
        seconds,
      ),
    verdict: () => judge(plan.databaseUrl, relay.record(), { issueId, readers: plan.readers }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

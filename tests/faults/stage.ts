import { Pool } from 'pg'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type RunningService } from '../../src/service.ts'
import type { Timings } from '../../src/usecases/house.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/wait.ts'
import { installAudit } from './audit.ts'
import { startMortal, type Mortal } from './mortal.ts'
import { openNewsroom, type Newsroom } from './newsroom.ts'
import { judge, rosterOf, type Roster, type Verdict } from './oracle.ts'
import type { ProgramOrder } from './program.ts'
import { openRecordingRelay, type RecordingRelay } from './recording-relay.ts'

export interface StagePlan {
  readonly readers: number
  readonly databaseUrl: string
  /** Redis in place of PostgreSQL for the queue. */
  readonly redisUrl?: string
  /** How long the relay takes to answer a message. */
  readonly replyMs?: number
  /** Connections of each worker to the relay; 4 where absent. */
  readonly connections?: number
  readonly timings?: Partial<Timings>
}

/** A newsletter and its readers, an API and a relay with a record here, and workers in processes of their own. */
export interface Stage extends AsyncDisposable {
  readonly url: string
  readonly relay: RecordingRelay
  readonly api: RunningService
  /** Of the judges' own; finds the database again when it was away. */
  readonly sql: Pool
  readonly newsroom: Newsroom
  readonly leaseSeconds: number
  /** Connections of one worker: the most that its death may leave in doubt. */
  readonly connections: number
  /** Starts a process of Nashra: a worker unless told otherwise, on a port of its own. */
  starts(order?: Partial<ProgramOrder>): Promise<Mortal>
  /** Publishes a post, so that an issue for everybody can be sent. */
  opensScene(): Promise<Scene>
}

/** One send that is about to go wrong. */
export interface Scene {
  readonly stage: Stage
  readonly roster: Roster
  readonly issueId: string
  /** How many messages of it are out. */
  readonly taken: number
  /** Freezes the issue and lets it go; there need not be a worker yet. */
  triggers(): Promise<void>
  /** Takes up the issue that somebody else triggered. */
  findsIssue(): Promise<void>
  /** Waits until Nashra calls the issue finished. */
  finishes(seconds: number): Promise<void>
  /** Compares the ledger with the relay's record. */
  verdict(): Promise<Verdict>
}

/** Short, so that a death is got over soon; what ships is longer. */
export const leaseSeconds = 3
export const apiKey = 'a-key-for-the-fault-suite'
export const slug = 'marsad'

/** Sets the stage: everything but the issue. */
export const openStage = async (plan: StagePlan): Promise<Stage> => {
  await using opened = new AsyncDisposableStack()
  const relay = opened.use(await openRecordingRelay({ replyMs: plan.replyMs ?? 0 }))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const settings = {
    DATABASE_URL: plan.databaseUrl,
    ...(plan.redisUrl === undefined ? {} : { REDIS_URL: plan.redisUrl }),
    SMTP_URL: `${relay.url}?connections=${plan.connections ?? 4}`,
    BASE_URL: url,
    PORT: String(port),
    SECRET_KEY: 'a secret for tests that is long enough',
    API_KEY: apiKey,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  }
  // Fifty batches, so that those which a dead worker holds leave others to go on with.
  const timings = { leaseSeconds, batchSize: Math.ceil(plan.readers / 50), ...plan.timings }
  const config = readConfig(settings)
  const api = await startService(config, 'api', createLog(config.logLevel), { timings })
  opened.defer(() => api.stop())
  const sql = new Pool({ connectionString: plan.databaseUrl, max: 2 })
  sql.on('error', () => {})
  opened.defer(() => sql.end())
  await installAudit(sql)
  const newsroom = openNewsroom(url, { key: apiKey, sql, lang: 'ar' })
  await newsroom.founds(slug)
  await newsroom.gathers(slug, plan.readers)
  const kept = opened.move()
  const stage: Stage = {
    url,
    relay,
    api,
    sql,
    newsroom,
    leaseSeconds: timings.leaseSeconds,
    connections: api.house.relays.connections,
    async starts(order = {}) {
      const own = { ...settings, PORT: String(await freePort()), ...order.settings }
      return startMortal({
        part: 'worker',
        death: null,
        trouble: null,
        aheadMs: 0,
        jumpsAfterMs: 0,
        timings,
        ...order,
        settings: own,
      })
    },
    opensScene: () => openSceneOn(stage),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  return stage
}

const openSceneOn = async (stage: Stage): Promise<Scene> => {
  const { sql, relay, newsroom, api } = stage
  await newsroom.publishes(slug, 1)
  const roster = await rosterOf(sql)
  const before = relay.taken
  let issueId = ''
  return {
    stage,
    roster,
    get issueId() {
      return issueId
    },
    get taken() {
      return relay.taken - before
    },
    async triggers() {
      issueId = await newsroom.triggers(slug)
    },
    async findsIssue() {
      const { rows } = await sql.query<{ id: string }>('select id from issue order by id desc limit 1')
      issueId = rows[0]?.id ?? ''
    },
    finishes: (seconds) =>
      until(
        'the issue is finished',
        async () => (await api.house.store.issues.byId(issueId))?.state === 'finished',
        seconds,
      ),
    verdict: () => judge(sql, relay.record(before), { issueId, roster }),
  }
}

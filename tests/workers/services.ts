import { Client } from 'pg'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type Role, type RunningService } from '../../src/service.ts'
import type { Timings } from '../../src/usecases/house.ts'
import { freePort } from '../support/free-port.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { openSink, type Sink } from '../support/sink.ts'

/** One database, one relay, and as many Nashras on them as a test starts. */
export interface Services extends AsyncDisposable {
  readonly sql: Client
  readonly sink: Sink
  /** Starts one in a role. Whoever starts it stops it; what still runs at the end is stopped then. */
  starts(role: Role, more?: { timings?: Partial<Timings>; relay?: string }): Promise<RunningService>
}

export const openServices = async (): Promise<Services> => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const sql = new Client({ connectionString: database.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const sink = opened.use(await openSink())
  const kept = opened.move()
  return {
    sql,
    sink,
    async starts(role, { timings = {}, relay = `${sink.url}?connections=10` } = {}) {
      const port = await freePort()
      const config = readConfig({
        DATABASE_URL: database.url,
        SMTP_URL: relay,
        BASE_URL: `http://127.0.0.1:${port}`,
        PORT: String(port),
        SECRET_KEY: 'a secret for tests that is long enough',
        ALLOW_SOURCES: '127.0.0.0/8',
        LOG_LEVEL: 'silent',
      })
      const service = await startService(config, role, createLog(config.logLevel), { timings })
      let stopped: Promise<void> | null = null
      const stop = (): Promise<void> => (stopped ??= service.stop())
      kept.defer(stop)
      return { ...service, stop }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

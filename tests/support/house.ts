import { Client } from 'pg'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type RunningService } from '../../src/service.ts'
import type { Subscription } from '../../src/domain/subscription.ts'
import type { House, Timings } from '../../src/usecases/house.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { sweep } from '../../src/usecases/sweep.ts'
import { freePort } from './free-port.ts'
import { createTestDatabase } from './postgres.ts'
import { createReader, type Reader } from './reader.ts'
import { openSink, type Sink } from './sink.ts'
import { until } from './wait.ts'

export const apiKey = 'a-key-for-the-tests-of-nashra'

export interface HouseOptions {
  /** Where its clock stands, such as `2026-03-03T10:00[Asia/Riyadh]`. */
  readonly at?: string
  readonly timings?: Partial<Timings>
  /** Settings as the environment would give them. */
  readonly settings?: Readonly<Record<string, string>>
  /** Stands around the house, as `Pretended.around` does. */
  readonly around?: (house: House) => House
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- what a stranger would get from JSON.parse
  readonly body: any
}

/** A whole Nashra on a database of its own, with a relay that takes everything and a clock that stands still. */
export interface TestHouse extends AsyncDisposable {
  readonly url: string
  readonly sink: Sink
  /** What runs now, which is another after `restarts`. */
  readonly house: House
  readonly service: RunningService
  readonly sql: Client
  /** Asks the API with a key for everything, or with what `headers` says instead. */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>
  /** Founds a newsletter: Arabic, in Riyadh, daily at eight and on Sundays, unless told otherwise. */
  founds(slug: string, more?: Readonly<Record<string, unknown>>): Promise<void>
  reader(address: string): Reader
  /** Hands in a post, which settles at once. */
  publishes(title: string, more?: Readonly<Record<string, unknown>>): Promise<string>
  /** Sends an issue to everybody now and waits for its end; answers with it. */
  sends(more?: Readonly<Record<string, unknown>>): Promise<ApiAnswer['body']>
  travelsTo(zoned: string): Promise<void>
  /** Waits until nothing is left to be mailed. */
  settles(): Promise<void>
  /** Stops, and starts again on the same database, port and clock with some settings changed. */
  restarts(changed: Readonly<Record<string, string>>): Promise<void>
  subscriptionOf(reader: Reader): Promise<Subscription | null>
}

/** Opens a house. The first newsletter, `marsad`, is there already. */
export const openHouse = async ({ at, timings, settings = {}, around }: HouseOptions = {}): Promise<TestHouse> => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const sql = new Client({ connectionString: database.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const sink = opened.use(await openSink())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let environment: Readonly<Record<string, string>> = {
    DATABASE_URL: database.url,
    SMTP_URL: sink.url,
    BASE_URL: url,
    PORT: String(port),
    SECRET_KEY: 'a secret for tests that is long enough',
    API_KEY: apiKey,
    ALLOW_SOURCES: '127.0.0.0/8',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    MX_LOOKUPS: 'off',
    ...settings,
  }
  let now: Date | null = at === undefined ? null : instantOf(at)
  const clock = { now: () => now ?? new Date() }
  const start = (): Promise<RunningService> => {
    const config = readConfig(environment)
    return startService(config, 'all', createLog(config.logLevel), {
      clock,
      // Its clock stands wherever the story wants it.
      timings: { mostSkewSeconds: Infinity, ...timings },
      ...(around ? { around } : {}),
    })
  }
  let service = await start()
  opened.defer(() => service.stop())
  const kept = opened.move()

  const api: TestHouse['api'] = async (method, path, body, headers) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text }
  }

  const made = async (path: string, body: unknown): Promise<ApiAnswer['body']> => {
    const answer = await api('POST', path, body)
    if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  const settles = async (): Promise<void> => {
    await sweep(service.house)
    await until('nothing is left to be mailed', () => isAtRest(sql, clock.now()))
  }

  const testHouse: TestHouse = {
    url,
    sink,
    get house() {
      return service.house
    },
    get service() {
      return service
    },
    sql,
    api,
    settles,
    async restarts(changed) {
      await service.stop()
      environment = { ...environment, ...changed }
      service = await start()
    },
    async founds(slug, more = {}) {
      await made('/api/v1/newsletters', {
        slug,
        name: 'مرصد',
        timeZone: 'Asia/Riyadh',
        sender: { name: 'مرصد', address: 'news@marsad.example' },
        postalAddress: 'ص. ب. 1234، الرياض 11564',
        ...more,
      })
    },
    reader: (address) => createReader(testHouse, address),
    async publishes(title, more = {}) {
      const address = `https://site.example/${encodeURIComponent(title)}`
      const post = await made('/api/v1/posts', {
        newsletter: 'marsad',
        title,
        html: `<p>${title}: النص.</p>`,
        url: address,
        state: 'ready',
        ...more,
      })
      return String(post.id)
    },
    async sends(more = {}) {
      const issue = await made('/api/v1/issues', { newsletter: 'marsad', ...more })
      await settles()
      return (await api('GET', `/api/v1/issues/${issue.id}`)).body
    },
    async travelsTo(zoned) {
      now = instantOf(zoned)
      await planIssues(service.house)
      await settles()
    },
    async subscriptionOf(reader) {
      const [subscription = null] = await service.house.store.subscriptions.ofAddress(
        reader.address.toLowerCase(),
        null,
      )
      return subscription
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  await testHouse.founds('marsad')
  return testHouse
}

const instantOf = (zoned: string): Date => new Date(Temporal.ZonedDateTime.from(zoned).epochMilliseconds)

/** Asked of the database itself: the house is not its own judge. */
const isAtRest = async (database: Client, now: Date): Promise<boolean> => {
  const { rows } = await database.query<{ open: boolean }>(
    `select exists (select from notice where state = 'handing_over' or (state = 'planned' and next_at <= $1))
       or exists (select from delivery d join issue i on i.id = d.issue_id where d.state = 'handing_over'
         or (i.state = 'sending' and (d.state = 'planned' or (d.state = 'deferred' and d.next_at <= now()))))
       or exists (select from issue i where i.state = 'sending' and not exists (
         select from delivery d where d.issue_id = i.id and d.state in ('planned', 'handing_over', 'deferred'))) as open`,
    [now],
  )
  return rows[0]?.open === false
}

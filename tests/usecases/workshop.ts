import { Client } from 'pg'
import { assemble, type Ground, type Pretended } from '../../src/assemble.ts'
import { readConfig } from '../../src/config.ts'
import type { Newsletter } from '../../src/domain/newsletter.ts'
import { createLog } from '../../src/log.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import type { House, Timings } from '../../src/usecases/house.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { sendBatch } from '../../src/usecases/send-batch.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { openSink, type Sink } from '../support/sink.ts'
import { newNewsletter } from './newsletters.ts'

export interface WorkshopOptions {
  /** Where its clock stands, such as `2026-03-03T10:00[Asia/Riyadh]`. */
  readonly at: string
  readonly timings?: Partial<Timings>
  /** Relays to use in place of the sink. */
  readonly relays?: readonly string[]
}

/** A Nashra without door and workers, whose queue forgets whatever it is told: tests work its use cases by hand. */
export interface Workshop extends AsyncDisposable {
  readonly house: House
  readonly sink: Sink
  readonly sql: Client
  readonly databaseUrl: string
  /** A second one on the same database, by the same clock. */
  another(): Promise<House>
  travelsTo(moment: string | Date): void
  founds(slug: string, more?: Partial<Omit<Newsletter, 'id' | 'slug'>>): Promise<KeptNewsletter>
  /** Sends all that is due now, two batches at a time as a worker does. */
  sends(signal?: AbortSignal): Promise<void>
  /** What the every-minute job does, and then the sending of what came of it. */
  works(): Promise<void>
}

export const instantOf = (zoned: string): Date => new Date(Temporal.ZonedDateTime.from(zoned).epochMilliseconds)

/** A queue that is lost with all it holds the moment anything is put into it. */
const forgetful: House['queues'] = { wake: async () => {}, wakeMany: async () => {} }

const baseUrl = 'https://nashra.example'

export const openWorkshop = async ({ at, timings = {}, relays }: WorkshopOptions): Promise<Workshop> => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const sql = new Client({ connectionString: database.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const sink = opened.use(await openSink())
  let now = instantOf(at)
  const pretended: Pretended = { clock: { now: () => now }, timings }
  const ground: Ground = {
    databaseUrl: database.url,
    relayUrls: relays ?? [`${sink.url}?connections=10`],
    secretKeys: ['a secret for tests that is long enough'],
    baseUrl,
  }
  const openHouse = async (stack: AsyncDisposableStack): Promise<House> => {
    const service = await assemble(readConfig({ ALLOW_SOURCES: '127.0.0.0/8' }), ground, createLog('silent'), pretended)
    stack.defer(() => service.close())
    return { ...service.house, queues: forgetful }
  }
  const house = await openHouse(opened)
  const sends: Workshop['sends'] = async (signal = new AbortController().signal) => {
    const waiting = (await house.store.batches.overdue()).map(({ id }) => id)
    const work = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift())
        await sendBatch(house, batch, signal)
    }
    await Promise.all([work(), work()])
  }
  const kept = opened.move()
  return {
    house,
    sink,
    sql,
    databaseUrl: database.url,
    another: () => openHouse(kept),
    travelsTo: (moment) => (now = typeof moment === 'string' ? instantOf(moment) : moment),
    founds: (slug, more) => house.store.newsletters.add(newNewsletter(slug, more), now),
    sends,
    async works() {
      await planIssues(house)
      await sends()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { openNewsroom, type Newsroom } from '../faults/newsroom.ts'
import { postmasterOf } from '../faults/postmaster.ts'
import { freePort } from '../support/free-port.ts'
import { startChild, type Child } from './child.ts'
import type { SinkAnswers } from './sink.ts'
import type { SubjectAnswers } from './subject.ts'
import { cpuOfFamily } from './usage.ts'

/** What a benchmark stands on: a database of its own, a fast sink, and Nashra, each in processes of their own. */
export interface Hall extends AsyncDisposable {
  readonly sink: Child<SinkAnswers>
  readonly sinkPort: number
  readonly subject: Child<SubjectAnswers>
  readonly newsroom: Newsroom
  readonly sql: Client
  /** CPU time used so far, in microseconds; null where the machine does not tell. */
  cpu(): Promise<{ subject: number; sink: number; postgres: number | null }>
}

const key = 'a-key-for-the-benchmarks'

/** As durable as a database that is meant to stay: without waiting for the disk the ledger would look cheaper than it is. */
const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

/** Node's flags as `npm start` gives them. */
const shippedFlags = async (): Promise<string[]> => {
  const { scripts } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))
  return String(scripts.start).match(/(?<=\s)--\S+/g) ?? []
}

/** Opens the hall, everybody in place. */
export const openHall = async (): Promise<Hall> => {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'nashra-bench-'))
  const postgres = opened.use(await startPostgres({ directory, throwaway: true, settings: durable }))
  const postmaster = await postmasterOf(postgres.adminUrl)
  const sink = opened.use(await startChild<SinkAnswers>('sink'))
  const sinkPort = await sink.ask('port')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const settings = {
    DATABASE_URL: postgres.url,
    SMTP_URL: `smtp://127.0.0.1:${sinkPort}`,
    BASE_URL: url,
    PORT: String(port),
    SECRET_KEY: 'a secret for benchmarks that is long enough',
    API_KEY: key,
    LOG_LEVEL: 'error',
  }
  const subject = opened.use(
    await startChild<SubjectAnswers>('subject', { order: settings, flags: await shippedFlags() }),
  )
  const sql = new Client({ connectionString: postgres.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const kept = opened.move()
  return {
    sink,
    sinkPort,
    subject,
    sql,
    newsroom: openNewsroom(url, { key, sql, lang: 'en' }),
    cpu: async () => ({
      subject: await subject.ask('cpu'),
      sink: await sink.ask('cpu'),
      postgres: cpuOfFamily(postmaster),
    }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

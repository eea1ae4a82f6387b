import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startPostgres } from '../../src/embedded/postgres.ts'
import type { Role } from '../../src/service.ts'
import { openNewsroom, type Newsroom } from '../faults/newsroom.ts'
import { postmasterOf } from '../faults/postmaster.ts'
import { freePort } from '../support/free-port.ts'
import { startChild, type Child } from './child.ts'
import { openPostfix, type Postfix } from './postfix.ts'
import type { Post } from './posts.ts'
import type { SinkAnswers } from './sink.ts'
import type { SubjectAnswers, SubjectOrder } from './subject.ts'
import { cpuOfFamily } from './usage.ts'

/** A Nashra at work in a process of its own. */
export interface Subject extends AsyncDisposable {
  readonly process: Child<SubjectAnswers>
  readonly url: string
  readonly newsroom: Newsroom
  /** Calls the API with a key for everything. */
  readonly post: Post
}

/** What a benchmark stands on: a database of its own and the sinks, each in processes of their own. */
export interface Hall extends AsyncDisposable {
  /** Ours, which keeps a record; for correctness. */
  readonly sink: Child<SinkAnswers>
  readonly sinkPort: number
  /** Postfix's, for speed; null where it is not to be had. */
  readonly postfix: Postfix | null
  readonly sql: Client
  readonly databaseUrl: string
  /** Starts a Nashra whose relay listens on this port. It ends when disposed of, or with the hall. */
  startSubject(options: { relayPort: number; role?: Role }): Promise<Subject>
  /** CPU time of PostgreSQL so far, in microseconds; null where the machine does not tell. */
  databaseCpu(): number | null
  /** Bytes of write-ahead log so far. */
  wal(): Promise<number>
}

export const key = 'a-key-for-the-benchmarks'

/** As durable as a database that is meant to stay: without waiting for the disk the ledger would look cheaper than it is. */
const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_buffers: '1GB' }

/** Node's flags as `npm start` gives them. */
const shippedFlags = async (): Promise<string[]> => {
  const { scripts } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))
  return String(scripts.start).match(/(?<=\s)--\S+/g) ?? []
}

const postTo =
  (url: string): Post =>
  async (path, body) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as { id: string }
  }

/** Opens the hall: database and sinks. Every Nashra in it opens so many connections to its relay. */
export const openHall = async ({ connections = 10 }: { connections?: number } = {}): Promise<Hall> => {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'nashra-bench-'))
  const postgres = opened.use(await startPostgres({ directory, throwaway: true, settings: durable }))
  const postmaster = await postmasterOf(postgres.adminUrl)
  const sink = opened.use(await startChild<SinkAnswers>('sink'))
  const postfix = opened.use(await openPostfix())
  const sql = new Client({ connectionString: postgres.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const sinkPort = await sink.ask('port')
  const kept = opened.move()
  return {
    sink,
    sinkPort,
    postfix,
    sql,
    databaseUrl: postgres.url,
    async startSubject({ relayPort, role = 'all' }) {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const settings = settingsOf({ url, port, relayPort, connections, databaseUrl: postgres.url })
      const order: SubjectOrder = { role, settings }
      const child = kept.use(await startChild<SubjectAnswers>('subject', { order, flags: await shippedFlags() }))
      return {
        process: child,
        url,
        newsroom: openNewsroom(url, { key, sql, lang: 'en' }),
        post: postTo(url),
        [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
      }
    },
    databaseCpu: () => cpuOfFamily(postmaster),
    async wal() {
      const { rows } = await sql.query<{ bytes: string }>(`select pg_current_wal_lsn() - '0/0' as bytes`)
      return Number(rows[0]?.bytes)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Place {
  readonly url: string
  readonly port: number
  readonly relayPort: number
  readonly connections: number
  readonly databaseUrl: string
}

const settingsOf = ({ url, port, relayPort, connections, databaseUrl }: Place): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  SMTP_URL: `smtp://127.0.0.1:${relayPort}?connections=${connections}`,
  BASE_URL: url,
  PORT: String(port),
  SECRET_KEY: 'a secret for benchmarks that is long enough',
  API_KEY: key,
  LOG_LEVEL: 'error',
})

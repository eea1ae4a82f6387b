import { setTimeout as pause } from 'node:timers/promises'
import { createPostgresBackend, Queue, runMigrations, Worker, type PgPool } from 'bullmq'
import { Client, Pool, type PoolConfig } from 'pg'
import { ignore, patience, queueOptions, workerOptions, type Backend, type Opened } from './backend.ts'

const schema = 'bullmq'

/** Keeps the jobs in the schema `bullmq` of that database. */
export function postgresBackend(databaseUrl: string): Backend {
  return {
    prepare: () => migrate(databaseUrl),
    async openQueue(name) {
      const connection = openPool(databaseUrl, { max: 2, connectionTimeoutMillis: patience, query_timeout: patience })
      const queue = new Queue(name, { connection, ...queueOptions }, createPostgresBackend)
      return whenReady(queue.on('error', ignore), connection)
    },
    async openWorker({ name, processor, concurrency, onError }) {
      const connection = patient(
        openPool(databaseUrl, { max: 3, connectionTimeoutMillis: 5000, query_timeout: 10_000 }),
      )
      const worker = new Worker(name, processor, { connection, concurrency, ...workerOptions }, createPostgresBackend)
      return whenReady(worker.on('error', onError), connection)
    },
  }
}

async function migrate(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 })
  client.on('error', ignore)
  try {
    await client.connect()
    await runMigrations(client, schema)
  } finally {
    await client.end()
  }
}

/** The same pool, as two packages describe it in types that do not quite meet. */
type BullPool = Pool & PgPool

/** The schema is set on each connection, not in the start-up options, which an `options=` in the URL would replace. */
function openPool(connectionString: string, config: PoolConfig): BullPool {
  const pool = new Pool({
    ...config,
    connectionString,
    keepAlive: true,
    onConnect: (client) => client.query(`SET search_path TO ${schema}`),
  })
  return pool.on('error', ignore) as BullPool
}

/** A worker asks again the moment it is refused: a server that is still starting would be asked thousands of times a second. */
function patient(pool: BullPool): BullPool {
  const query = pool.query.bind(pool)
  return Object.assign(pool, {
    async query(text: string, values?: unknown[]) {
      try {
        return await query(text, values)
      } catch (error) {
        await pause(250)
        throw error
      }
    },
  })
}

/** A first look at the schema that fails is remembered for ever by BullMQ, so it has to succeed here or not at all. */
async function whenReady<Thing extends Starting>(thing: Thing, pool: Pool): Promise<Opened<Thing>> {
  const disconnect = () => pool.end().catch(ignore)
  try {
    await thing.waitUntilReady()
  } catch (error) {
    await thing.close().catch(ignore)
    await disconnect()
    throw error
  }
  return { thing, disconnect }
}

interface Starting {
  waitUntilReady(): Promise<void>
  close(): Promise<void>
}

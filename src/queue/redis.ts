import { once } from 'node:events'
import { Queue, Worker } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import { ignore, patience, queueOptions, workerOptions, type Backend } from './backend.ts'
import { settlesWithin } from './deadline.ts'

type Options = Omit<RedisOptions, 'replyMapping'>

/** Keeps the jobs under `prefix` in that Redis (`redis:` or, with TLS, `rediss:`), which need not be there yet. */
export function redisBackend(redisUrl: string, prefix: string): Backend {
  return {
    prepare: () => Promise.resolve(),
    async openQueue(name) {
      const connection = connect(redisUrl, callerOptions)
      await settlesWithin(patience, once(connection, 'ready'))
      const thing = new Queue(name, { connection, prefix, ...failFast, ...queueOptions })
      thing.on('error', ignore)
      return { thing, disconnect: async () => connection.cut() }
    },
    async openWorker({ name, processor, concurrency, onError }) {
      const connection = connect(redisUrl, crewOptions)
      const thing = new Worker(name, processor, { connection, prefix, concurrency, ...workerOptions })
      thing.on('error', onError)
      return { thing, disconnect: async () => connection.cut() }
    },
  }
}

/** A caller is told at once that Redis is away: calls that piled up meanwhile would be of no use later. */
const callerOptions: Options = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: patience }
const failFast = { skipVersionCheck: true, skipWaitingForReady: true }

/** A worker waits for Redis as long as it takes. */
const crewOptions: Options = { maxRetriesPerRequest: null, socketTimeout: 30_000 }

const untilItIsBack = (attempts: number) => Math.min(attempts * 100, 2000)

function connect(redisUrl: string, options: Options): Trunk {
  return new Trunk(redisUrl, { ...options, retryStrategy: untilItIsBack }).on('error', ignore)
}

/** A connection that knows the copies which a worker makes of it to wait on, and can cut them all whatever state they are in. */
class Trunk extends Redis {
  readonly #branches: Redis[] = []

  override duplicate(override?: Options): Redis {
    const branch = super.duplicate(override).on('error', ignore)
    this.#branches.push(branch)
    return branch
  }

  cut(): void {
    for (const connection of [this, ...this.#branches].filter(({ status }) => status !== 'end')) {
      // Between two attempts there is nothing to end, and what waits for an end would wait for ever.
      if (connection.status === 'reconnecting') connection.connect().catch(ignore)
      connection.disconnect()
    }
  }
}

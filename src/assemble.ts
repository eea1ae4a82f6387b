import { createRenderer } from '../emails/render-in-thread.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import { createDigestComposer } from './mail/digest-composer.ts'
import { parseRelay } from './mail/relay.ts'
import { createRelayPool, type RelayPool } from './mail/relay-pool.ts'
import { createMailer } from './mail/single-mail.ts'
import { settlesWithin } from './queue/deadline.ts'
import { createQueues, type Queues } from './queue/queues.ts'
import { canonicalUrl } from './sources/canonical-url.ts'
import { foundPost } from './sources/found-post.ts'
import { createGuardedFetch } from './sources/guarded-fetch.ts'
import { postKeys } from './sources/post-keys.ts'
import { createSourceReader } from './sources/read-source.ts'
import { openDatabase } from './store/database.ts'
import { migrate } from './store/migrate.ts'
import { createStore } from './store/store.ts'
import { shippedTimings, type House, type Timings } from './usecases/house.ts'
import { createLinks } from './usecases/links.ts'

/** Where a service stands: the parts of the configuration that are known only once it starts. */
export interface Ground {
  readonly databaseUrl: string
  readonly relayUrls: readonly string[]
  readonly secretKeys: readonly string[]
  readonly baseUrl: string
}

/** What tests pretend; everything else is real. */
export interface Pretended {
  readonly clock?: Clock
  readonly timings?: Partial<Timings>
}

/** Everything that a role works with, open. */
export interface Service {
  readonly house: House
  readonly queues: Queues
  /** Closes what was opened, the last first. */
  close(): Promise<void>
}

const databaseConnections = 16
const connectionsPerRelay = 10

/** Work has ended by now: whatever a relay still owes an answer to has had its time, and may end in doubt. */
const leave = async (relays: Pick<RelayPool, 'close'>): Promise<void> =>
  void (await settlesWithin(1000, relays.close()))

/** Opens everything a service is made of, tables up to date. Nothing is left open when it throws. */
export const assemble = async (
  config: Config,
  ground: Ground,
  log: Log,
  pretended: Pretended = {},
): Promise<Service> => {
  await using opened = new AsyncDisposableStack()
  const clock = pretended.clock ?? systemClock
  const relays = ground.relayUrls.map(parseRelay)
  await migrate(ground.databaseUrl)
  const database = openDatabase(ground.databaseUrl, { connections: databaseConnections, log })
  opened.defer(() => database.close())
  const store = await createStore(database)
  opened.defer(() => store.close())
  const queues = await createQueues({ databaseUrl: ground.databaseUrl, redisUrl: config.redisUrl, log })
  opened.defer(() => queues.close())
  const fetch = createGuardedFetch({ allow: config.allowSources, userAgent: `Nashra (+${ground.baseUrl})` })
  opened.defer(() => fetch.close())
  const renderer = createRenderer()
  opened.defer(() => renderer.close())
  const relayPool = createRelayPool({ relays, connectionsPerRelay, log })
  opened.defer(() => leave(relayPool))
  const mailer = createMailer({ relays, log, now: () => clock.now() })
  opened.defer(() => leave(mailer))
  const house: House = {
    clock,
    log,
    store,
    queues,
    mailer,
    relays: relayPool,
    renderer,
    links: createLinks(
      ground.baseUrl,
      ground.secretKeys.map((key) => Buffer.from(key)),
    ),
    digests: createDigestComposer(store.addressPepper),
    sources: createSourceReader(fetch),
    makePost: foundPost,
    keysOfUrl: (url) => postKeys({ wordPress: [], guid: null, url: canonicalUrl(url) }),
    timings: { ...shippedTimings, ...pretended.timings },
  }
  const kept = opened.move()
  return { house, queues, close: () => kept.disposeAsync() }
}

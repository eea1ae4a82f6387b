import { createRenderer } from '../emails/render-in-thread.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createReturnPaths } from './domain/return-path.ts'
import type { Log } from './log.ts'
import { createDigestComposer } from './mail/digest-composer.ts'
import { createMailHosts } from './mail/mail-hosts.ts'
import { createDkim } from './mail/dkim.ts'
import { readReturned } from './mail/returned/read-returned.ts'
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
import { createBeacon } from './store/beacon.ts'
import { openDatabase } from './store/database.ts'
import { migrate } from './store/migrate.ts'
import { createStore } from './store/store.ts'
import { createManners } from './usecases/create-manners.ts'
import { shippedTimings, type House, type Timings } from './usecases/house.ts'
import { createLinks } from './usecases/links.ts'
import { createTemplateShelf } from './usecases/template-shelf.ts'

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
  /** Stands around the house, to see or stop what is done in it at a chosen moment. */
  readonly around?: (house: House) => House
}

/** Everything that a role works with, open. */
export interface Service {
  readonly house: House
  readonly queues: Queues
  /** Closes what was opened, the last first. */
  close(): Promise<void>
}

const databaseConnections = 16
const strict = { maxRedirects: 0, maxBytes: 64 * 1024, timeoutMs: 10_000 }

/** Milliseconds by a clock that nobody sets. */
const elapsed = (): number => performance.now()

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
  const strictFetch = createGuardedFetch({ allow: [], userAgent: `Nashra (+${ground.baseUrl})`, ...strict })
  opened.defer(() => strictFetch.close())
  const renderer = createRenderer()
  opened.defer(() => renderer.close())
  const relayPool = createRelayPool({ relays, log })
  opened.defer(() => leave(relayPool))
  const secrets = ground.secretKeys.map((key) => Buffer.from(key))
  const dkim = createDkim({ secrets, keysOf: store.dkimKeys.signing, now: () => clock.now(), log })
  const mailer = createMailer({ relays, log, now: () => clock.now(), signerFor: dkim.signerFor })
  opened.defer(() => leave(mailer))
  const beacon = createBeacon(ground.databaseUrl, log)
  opened.defer(() => beacon.putOut())
  const hosts = createMailHosts({ lookUp: config.mxLookups, elapsed })
  const manners = createManners({ store, hosts, clock, elapsed, log })
  opened.defer(() => manners.close())
  const links = createLinks(ground.baseUrl, secrets)
  const returnPaths = config.bounces && createReturnPaths({ ...config.bounces, secretKeys: secrets })
  const house: House = {
    clock,
    log,
    store,
    queues,
    mailer,
    relays: relayPool,
    renderer,
    templates: createTemplateShelf(elapsed),
    links,
    digests: createDigestComposer(store.addressPepper, {
      signerFor: dkim.signerFor,
      returnPaths,
      helpUrl: ({ slug }) => links.to(`/n/${slug}`),
    }),
    dkim,
    returnPaths,
    readReturned,
    sources: createSourceReader(fetch),
    ask: (url) => strictFetch.get(url),
    makePost: foundPost,
    keysOfUrl: (url) => postKeys({ wordPress: [], guid: null, url: canonicalUrl(url) }),
    beacon,
    manners,
    timings: { ...shippedTimings, ...pretended.timings },
  }
  const kept = opened.move()
  return { house: pretended.around?.(house) ?? house, queues, close: () => kept.disposeAsync() }
}

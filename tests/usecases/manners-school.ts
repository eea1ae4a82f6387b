import { createLog } from '../../src/log.ts'
import { createMailHosts, type MailHosts } from '../../src/mail/mail-hosts.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import type { DestinationWish } from '../../src/store/destinations.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { createManners, type KeptManners } from '../../src/usecases/create-manners.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { PretendedTime } from './pretended-wire.ts'

export interface MannersOptions {
  readonly workers?: number
  readonly hosts?: MailHosts
  readonly store?: Partial<Store>
}

/** A database on which manners are opened, several on one if need be, by a pretended time. */
export interface MannersSchool extends AsyncDisposable {
  readonly database: Database
  readonly store: Store
  /** Manners that know already what the database says. */
  opens(time: PretendedTime, options?: MannersOptions): Promise<KeptManners>
  /** Writes down what an admin wants of a destination. */
  wishes(name: string, wish: Partial<DestinationWish>, at?: Date): Promise<unknown>
}

export const openSchool = async (): Promise<MannersSchool> => {
  await using opened = new AsyncDisposableStack()
  const base = opened.use(await createTestDatabase())
  const database = openDatabase(base.url, { connections: 6, log: createLog('silent') })
  opened.defer(() => database.close())
  const store = await createStore(database)
  opened.defer(() => store.close())
  const kept = opened.move()
  return {
    database,
    store,
    async opens({ clock, elapsed }, { workers = 1, hosts, store: changed } = {}) {
      const manners = createManners({
        store: { ...store, batches: { ...store.batches, workers: async () => workers }, ...changed },
        hosts: hosts ?? createMailHosts({ lookUp: false, elapsed }),
        clock,
        elapsed,
        log: createLog('silent'),
      })
      await manners.acquaint([])
      return manners
    },
    wishes: (name, wish, at = new Date('2026-11-22T10:00:00Z')) =>
      store.destinations.wish(
        name,
        { pausedUntil: null, pausedByAdmin: false, ratePerMinute: null, concurrency: null, ...wish },
        at,
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

import type { Transaction } from '../../src/store/store.ts'
import type { House } from '../../src/usecases/house.ts'

/**
 * Stands around one call of a house. `name` is room and verb, such as `ledger.claim`, inside a transaction and outside; a
 * transaction is `transaction`, the task in it `task`, so that what follows a task comes before its commit.
 */
export type Watch = (name: string, call: () => unknown, args: readonly unknown[]) => unknown

const isRoom = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const answersAtOnce = new Set(['relays.states', 'relays.isFit', 'relays.release'])

const watchedRoom = <Room extends object>(room: Room, prefix: string, watch: Watch): Room =>
  new Proxy(room, {
    // Read from the room itself: private members are not to be had through a proxy.
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof key !== 'string' || typeof value !== 'function') return value
      // A watch may take its time; who answers at once cannot wait for it.
      if (answersAtOnce.has(prefix + key)) return value.bind(target) as unknown
      return (...args: unknown[]) => watch(prefix + key, () => Reflect.apply(value, target, args) as unknown, args)
    },
  })

const watchedStore = <Rooms extends object>(store: Rooms, watch: Watch): Rooms =>
  new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof key !== 'string') return value
      if (key === 'transaction') return watchedTransaction(value as StartTransaction, watch)
      return isRoom(value) ? watchedRoom(value, `${key}.`, watch) : value
    },
  })

type StartTransaction = (task: (store: Transaction) => Promise<unknown>) => Promise<unknown>

const watchedTransaction =
  (start: StartTransaction, watch: Watch): StartTransaction =>
  async (task) =>
    watch('transaction', () => start(async (store) => watch('task', () => task(watchedStore(store, watch)), [])), [])

/** The same house, each call of its store, queues and relays seen first by `watch`, which makes it or not. */
export const watchedHouse = (house: House, watch: Watch): House => ({
  ...house,
  store: watchedStore(house.store, watch),
  queues: watchedRoom(house.queues, 'queues.', watch),
  relays: watchedRoom(house.relays, 'relays.', watch),
})

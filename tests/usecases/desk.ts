import { expect } from '@jest/globals'
import type { Cadence } from '../../src/domain/cadence.ts'
import type { Post } from '../../src/domain/post.ts'
import type { SyncCounts, SourceKind } from '../../src/store/sources.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { syncSource } from '../../src/usecases/sync-source.ts'
import { readMail } from '../support/sink.ts'
import { gathers, publishes } from './people.ts'
import type { Workshop } from './workshop.ts'

/** A newsletter on a Monday of its own at ten, that lets posts settle for a quarter of an hour and has a reader of each cadence. */
export interface Desk {
  readonly newsletter: KeptNewsletter
  /** Turns the clock to a time of that Monday, or of a later day. */
  turns(time: string, days?: number): void
  /** Turns the clock and does what is due then. */
  works(time: string, days?: number): Promise<void>
  /** Looks at a source, which is made the first time. */
  looks(kind: SourceKind, url: string): Promise<SyncCounts>
  /** Hands in a post by its address and answers with its id. */
  handsIn(title: string, url?: string): Promise<string>
  /** What became of each post, by its title. */
  states(): Promise<Record<string, string>>
  idOf(title: string): Promise<string>
  /** Which of the given titles are in the mails of the reader of a cadence, mail by mail. */
  read(cadence: Cadence, ...titles: string[]): Promise<string[]>
}

export const readers = ['instantly', 'daily', 'weekly'] as const

const riyadh = 3

export const opensDesk = async (shop: Workshop, number: number): Promise<Desk> => {
  const { house, sink } = shop
  const monday = Date.UTC(2026, 2, 2 + 7 * number)
  const turns: Desk['turns'] = (time, days = 0) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    shop.travelsTo(new Date(monday + ((days * 24 + hour - riyadh) * 60 + minute) * 60_000))
  }
  turns('10:00')
  const newsletter = await shop.founds(`letter-${number}`, { settleMinutes: 15 })
  const addressOf = (cadence: Cadence): string => `${cadence}-${number}@example.org`
  for (const cadence of readers)
    await gathers(shop, newsletter, [addressOf(cadence)], { cadence, coveredUntil: newsletter.createdAt })
  const posts = async (): Promise<readonly Post[]> =>
    (await house.store.posts.page({ newsletterId: newsletter.id, state: null, after: null, limit: 100 })).items
  return {
    newsletter,
    turns,
    async works(time, days) {
      turns(time, days)
      await shop.works()
    },
    async looks(kind, url) {
      const { sources } = house.store
      const known = (await sources.all(newsletter.id)).find((source) => source.kind === kind && source.url === url)
      const fresh = { kind, url, newsletterId: newsletter.id, nextFetchAt: house.clock.now() }
      const { counts, fault } = await syncSource(house, known ?? (await sources.add(fresh)))
      expect(fault).toBeNull()
      return counts
    },
    handsIn: (title, url) => publishes(house, newsletter, title, {}, url),
    states: async () =>
      Object.fromEntries(
        (await posts()).map(({ title, state, stateReason }) => [title, [state, stateReason ?? ''].join(' ').trim()]),
      ),
    idOf: async (title) => (await posts()).find((post) => post.title === title)?.id ?? '',
    async read(cadence, ...titles) {
      const own = sink.received.filter(({ to }) => to === addressOf(cadence))
      const texts = await Promise.all(own.map(async (mail) => (await readMail(mail)).text ?? ''))
      return texts.map((text) => titles.filter((title) => text.includes(title)).join(' '))
    },
  }
}

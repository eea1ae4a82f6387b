import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { House } from '../usecases/house.ts'
import { demoAdmin } from '../usecases/first-admin.ts'
import { syncSource } from '../usecases/sync-source.ts'
import { demoNewsletters } from './demo-newsletters.ts'
import { createDemoSite, demoReserve, type DemoSite } from './demo-site.ts'
import type { Inbox } from './inbox.ts'

/** What only a demo has: its inbox, its two publications, its admin. */
export interface Demo {
  readonly inbox: Inbox
  readonly site: DemoSite
  readonly adminEmail: string
  /** The first time, founds the newsletters and has their feeds read twice: what was there is known, what comes then is new. */
  furnish(): Promise<void>
}

/** What the bundled publications have published since the demo's first start. */
interface Press {
  readonly startedAt: string
  /** Instants at which further articles appeared. */
  readonly published: readonly string[]
}

/** Opens the demo's publications as they were left; they are read over loopback, like any source. */
export const openDemo = async ({
  house,
  inbox,
  directory,
}: {
  house: House
  inbox: Inbox
  directory: string
}): Promise<Demo> => {
  const file = join(directory, 'demo.json')
  let press = await readPress(file, house.clock.now())
  const site = createDemoSite({
    baseUrl: house.links.baseUrl,
    startedAt: new Date(press.startedAt),
    published: () => press.published.map((at) => new Date(at)),
  })
  const publish = async (): Promise<void> => {
    const now = house.clock.now().toISOString()
    press = { ...press, published: Array.from({ length: demoReserve }, () => now) }
    await writeFile(file, JSON.stringify(press))
  }
  return {
    inbox,
    site,
    adminEmail: demoAdmin,
    async furnish() {
      if ((await house.store.newsletters.all()).length > 0) return
      const sources = []
      for (const { feed, ...newsletter } of demoNewsletters(house.links.baseUrl)) {
        const { id } = await house.store.newsletters.add(newsletter, house.clock.now())
        const url = `${house.links.baseUrl}${feed}`
        // The next look comes from furnishing itself; after that the worker's clockwork takes over.
        const nextFetchAt = new Date(house.clock.now().getTime() + 60_000)
        sources.push(await house.store.sources.add({ newsletterId: id, kind: 'feed', url, nextFetchAt }))
      }
      await Promise.all(sources.map((source) => syncSource(house, source)))
      await publish()
      for (const { id } of sources) {
        const source = await house.store.sources.byId(id)
        if (source) await syncSource(house, source)
      }
    },
  }
}

const readPress = async (file: string, now: Date): Promise<Press> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Press
  } catch {
    return { startedAt: now.toISOString(), published: [] }
  }
}

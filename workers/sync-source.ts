import type { Payload } from '../src/queue/jobs.ts'
import type { House } from '../src/usecases/house.ts'
import { syncSource } from '../src/usecases/sync-source.ts'

/** Looks at a source. */
export const workOnSource = async (house: House, { sourceId }: Payload<'sync-source'>): Promise<void> => {
  const source = await house.store.sources.byId(sourceId)
  if (source !== null && source.kind !== 'push') await syncSource(house, source)
}

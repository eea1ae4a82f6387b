import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { SourceReading } from '../sources/reading.ts'
import type { Source, SyncCounts } from '../store/sources.ts'
import { newsletterOf } from './confirm.ts'
import type { House } from './house.ts'
import { takeInPosts } from './take-in-posts.ts'

const minute = 60_000
const pollEvery = 5 * minute
const longestWait = 6 * 60 * minute
/** Posts not mailed within this are no longer asked after. */
const watchFor = 8 * 24 * 60 * minute

/** How a look at a source went. */
export interface Sync {
  readonly counts: SyncCounts
  /** A machine word for what went wrong, or null. */
  readonly fault: string | null
  readonly via: string | null
}

/**
 * Looks at a source now, takes in what it shows, and writes down how that went. A source that fails is asked less and less often.
 * @throws Refused `unsupported` for a source that is pushed to
 */
export const syncSource = async (house: House, source: Source): Promise<Sync> => {
  const newsletter = await newsletterOf(house, source.newsletterId)
  try {
    const reading = await readFrom(house, source)
    const counts = { ...(await takeIn(house, newsletter, source, reading)), refused: reading.refused.length }
    await noteSuccess(house, source, reading, counts)
    return { counts, fault: reading.fallbackReason?.kind ?? null, via: reading.via }
  } catch (error) {
    const fault = faultWord(error)
    if (fault === null) throw error
    await noteFailure(house, source, fault)
    return { counts: { new: 0, changed: 0, known: 0, withdrawn: 0, refused: 0 }, fault, via: null }
  }
}

const readFrom = async (house: House, source: Source): Promise<SourceReading> => {
  const now = house.clock.now()
  const known = await house.store.posts.unmailedKeys(source.id, new Date(now.getTime() - watchFor))
  const { kind, url, apiRoot, etag, lastModified, seenUntil } = source
  if (kind === 'push') throw new Refused({ kind: 'unsupported', what: 'push_source_sync' })
  return house.sources.read({ kind, url, apiRoot, etag, lastModified, since: seenUntil, known }, now)
}

const takeIn = (house: House, newsletter: Newsletter, source: Source, reading: SourceReading) =>
  takeInPosts(house, {
    newsletter,
    sourceId: source.id,
    found: reading.posts,
    withdrawn: reading.withdrawnKeys,
    sourceIsNew: source.seenUntil === null,
  })

const noteSuccess = async (house: House, source: Source, reading: SourceReading, counts: SyncCounts): Promise<void> => {
  const now = house.clock.now()
  await house.store.sources.note(source.id, {
    apiRoot: reading.apiRoot ?? source.apiRoot,
    etag: reading.notModified ? source.etag : reading.etag,
    lastModified: reading.notModified ? source.lastModified : reading.lastModified,
    // A source that is empty at first sight has been seen all the same: what comes next is new.
    seenUntil: reading.seenUntil ?? source.seenUntil ?? now,
    lastFetchAt: now,
    nextFetchAt: new Date(now.getTime() + pollEvery),
    lastCounts: counts,
    lastFault: reading.fallbackReason?.kind ?? null,
    lastVia: reading.via,
    failures: 0,
  })
}

const noteFailure = async (house: House, source: Source, fault: string): Promise<void> => {
  const now = house.clock.now()
  const wait = Math.min(pollEvery * 2 ** source.failures, longestWait)
  house.log.warn({ source: source.id, fault }, 'a source could not be read')
  await house.store.sources.note(source.id, {
    lastFetchAt: now,
    nextFetchAt: new Date(now.getTime() + wait),
    lastFault: fault,
    failures: source.failures + 1,
  })
}

const faultWord = (error: unknown): string | null =>
  error instanceof Error && error.name === 'SourceFault' && 'kind' in error ? String(error.kind) : null

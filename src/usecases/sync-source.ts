import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { SourceReading } from '../sources/reading.ts'
import type { SourceFault } from '../sources/source-fault.ts'
import type { Source, SyncCounts } from '../store/sources.ts'
import { newsletterOf } from './follow-link.ts'
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
    if (!isSourceFault(error)) throw error
    await noteFailure(house, source, error)
    return { counts: { new: 0, changed: 0, known: 0, withdrawn: 0, refused: 0 }, fault: error.kind, via: null }
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
    ...(source.kind === 'feed' && reading.feedUrl !== null ? { url: reading.feedUrl } : {}),
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

const noteFailure = async (
  house: House,
  source: Source,
  { kind, status, retryAfterSeconds }: SourceFault,
): Promise<void> => {
  const now = house.clock.now()
  // A feed that is gone (410) is asked after once a day, in case that was a slip.
  const least = status === 410 ? longestWait * 4 : (retryAfterSeconds ?? 0) * 1000
  const wait = Math.max(least, Math.min(pollEvery * 2 ** source.failures, longestWait))
  house.log.warn({ source: source.id, fault: kind, status }, 'a source could not be read')
  await house.store.sources.note(source.id, {
    lastFetchAt: now,
    nextFetchAt: new Date(now.getTime() + Math.min(wait, longestWait * 4)),
    lastFault: kind,
    failures: source.failures + 1,
  })
}

const isSourceFault = (error: unknown): error is SourceFault => error instanceof Error && error.name === 'SourceFault'

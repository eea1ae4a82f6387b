import { readFeed } from './feed.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import type { SourceReading, SourceToRead } from './reading.ts'
import { readWordPress } from './wordpress.ts'

export interface SourceReader {
  /** What a source shows at this moment; throws a `SourceFault` when it cannot be read. */
  read(source: SourceToRead, now: Date): Promise<SourceReading>
}

/** Reads sources of every kind through one guarded fetch. */
export const createSourceReader = (fetch: GuardedFetch): SourceReader => ({
  read: (source, now) =>
    source.kind === 'wordpress' ? readWordPress(fetch, source, now) : readFeed(fetch, source, now),
})

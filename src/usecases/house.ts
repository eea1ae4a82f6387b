import type { Renderer } from '../../emails/render-in-thread.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { DigestComposer } from '../mail/digest-composer.ts'
import type { Dkim } from '../mail/dkim.ts'
import type { RelayPool } from '../mail/relay-pool.ts'
import type { readReturned } from '../mail/returned/read-returned.ts'
import type { Mailer } from '../mail/single-mail.ts'
import type { Queues } from '../queue/queues.ts'
import type { FoundPost } from '../domain/post.ts'
import type { ReturnPaths } from '../domain/return-path.ts'
import type { PostParts } from '../sources/found-post.ts'
import type { GuardedFetch } from '../sources/guarded-fetch.ts'
import type { SourceReader } from '../sources/read-source.ts'
import type { Beacon } from '../store/beacon.ts'
import type { Store } from '../store/store.ts'
import type { Links } from './links.ts'
import type { Manners } from './manners.ts'
import type { TemplateShelf } from './template-shelf.ts'

/** Spans of time that the sending engine keeps to; tests shorten them, what ships is `shippedTimings`. */
export interface Timings {
  /** A batch belongs to its worker for this long after the last renewal, which comes three times in the span, however long a relay takes. */
  readonly leaseSeconds: number
  /** The same for a notice. */
  readonly noticeLeaseSeconds: number
  /** A worker that is to stop waits at most this long for what is on the wire. */
  readonly wireMs: number
  /** Deliveries of one batch. */
  readonly batchSize: number
  /** A slot missed by more than this is not made up for. */
  readonly catchUpHours: number
  /** A worker whose clock differs from the database's by more than this does nothing. */
  readonly mostSkewSeconds: number
}

export const shippedTimings: Timings = {
  leaseSeconds: 60,
  noticeLeaseSeconds: 60,
  wireMs: 20_000,
  batchSize: 500,
  catchUpHours: 6,
  mostSkewSeconds: 5,
}

/** What the use cases work with. Each takes the house first and says in its own words what it does with it. */
export interface House {
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly queues: Pick<Queues, 'wake' | 'wakeMany'>
  readonly links: Links
  readonly mailer: Mailer
  readonly relays: RelayPool
  readonly digests: DigestComposer
  /** The keys that sign senders' mail. */
  readonly dkim: Dkim
  readonly renderer: Renderer
  readonly templates: TemplateShelf
  /** Null where bounces go to each newsletter's sender and nobody here reads them. */
  readonly returnPaths: ReturnPaths | null
  readonly readReturned: typeof readReturned
  readonly manners: Manners
  readonly sources: SourceReader
  /** GETs a public address that somebody else's message names: no redirects, nothing large. */
  readonly ask: GuardedFetch['get']
  readonly makePost: (parts: PostParts) => FoundPost | null
  /** The keys of a post that is known by its address alone. */
  readonly keysOfUrl: (url: string) => readonly string[]
  /** By which the other workers know that this one lives. */
  readonly beacon: Beacon
  readonly timings: Timings
}

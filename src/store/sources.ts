import { Refused } from '../domain/refusal.ts'
import type { PrismaClient, Source as SourceRow } from './generated/client.ts'
import { idOrNull, isTaken } from './rows.ts'

export type SourceKind = 'wordpress' | 'feed' | 'push'

/** How many posts a look at a source found, by what was done with them. */
export interface SyncCounts {
  readonly new: number
  readonly changed: number
  readonly known: number
  readonly withdrawn: number
  readonly refused: number
}

/** Where posts come from, and how the last look at it went. */
export interface Source {
  readonly id: string
  readonly newsletterId: string
  readonly kind: SourceKind
  readonly url: string
  readonly apiRoot: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** The newest change seen; null before the first sight. */
  readonly seenUntil: Date | null
  readonly nextFetchAt: Date
  readonly lastFetchAt: Date | null
  readonly lastCounts: SyncCounts | null
  readonly lastFault: string | null
  readonly lastVia: string | null
  readonly failures: number
}

/** Sources, few and small. */
export const sourceRows = (prisma: PrismaClient) => ({
  async all(newsletterId?: string): Promise<Source[]> {
    const where = newsletterId === undefined ? {} : { newsletterId: BigInt(newsletterId) }
    return (await prisma.source.findMany({ where, orderBy: { id: 'asc' } })).map(toSource)
  },

  async byId(id: string): Promise<Source | null> {
    const key = idOrNull(id)
    const row = key === null ? null : await prisma.source.findUnique({ where: { id: key } })
    return row && toSource(row)
  },

  /** Which sources are to be looked at by now? */
  async due(now: Date): Promise<Source[]> {
    const rows = await prisma.source.findMany({
      where: { nextFetchAt: { lte: now }, kind: { not: 'push' } },
      take: 200,
    })
    return rows.map(toSource)
  },

  /** @throws Refused `conflict` when the newsletter has this address already */
  async add(source: Pick<Source, 'newsletterId' | 'kind' | 'url' | 'nextFetchAt'>): Promise<Source> {
    try {
      const row = await prisma.source.create({ data: { ...source, newsletterId: BigInt(source.newsletterId) } })
      return toSource(row)
    } catch (error) {
      throw isTaken(error) ? new Refused({ kind: 'conflict', what: 'source_exists' }) : error
    }
  },

  /** Writes down how a look at it went. */
  async note(id: string, fields: Partial<Omit<Source, 'id' | 'newsletterId' | 'kind'>>): Promise<void> {
    const { lastCounts, ...columns } = fields
    const counts = lastCounts ? { lastCounts: { ...lastCounts } } : {}
    await prisma.source.update({ where: { id: BigInt(id) }, data: { ...columns, ...counts } })
  },
})

const toSource = (row: SourceRow): Source => ({
  id: String(row.id),
  newsletterId: String(row.newsletterId),
  kind: row.kind,
  url: row.url,
  apiRoot: row.apiRoot,
  etag: row.etag,
  lastModified: row.lastModified,
  seenUntil: row.seenUntil,
  nextFetchAt: row.nextFetchAt,
  lastFetchAt: row.lastFetchAt,
  lastCounts: row.lastCounts as SyncCounts | null,
  lastFault: row.lastFault,
  lastVia: row.lastVia,
  failures: row.failures,
})

import type { DkimAlgorithm, DkimKey } from '../domain/dkim.ts'
import type { Queryable } from './database.ts'
import { idOrNull } from './rows.ts'

/** A key as it is kept: with its private half, sealed. */
export interface SealedDkimKey extends DkimKey {
  readonly sealed: Buffer
}

const columns = `id::text, domain, selector, algorithm::text, record, state::text, created_at as "createdAt",
  signing_at as "signingAt", retired_at as "retiredAt", sealed`

/** DKIM keys, all of them for ever: an old one explains an old signature. */
export const dkimKeyRows = (db: Queryable) => ({
  /** Keeps a new key, waiting; null when the domain has one of this selector. */
  async add(
    key: Pick<SealedDkimKey, 'domain' | 'selector' | 'algorithm' | 'record' | 'sealed' | 'createdAt'>,
  ): Promise<DkimKey | null> {
    const [row = null] = await db.query<SealedDkimKey>(
      `insert into dkim_key (domain, selector, algorithm, record, sealed, created_at)
       values ($1, $2, $3::dkim_algorithm, $4, $5, $6) on conflict (domain, selector) do nothing returning ${columns}`,
      [key.domain, key.selector, key.algorithm, key.record, key.sealed, key.createdAt],
    )
    return row
  },

  async byId(id: string): Promise<SealedDkimKey | null> {
    const [row = null] = await db.query<SealedDkimKey>(`select ${columns} from dkim_key where id = $1`, [idOrNull(id)])
    return row
  },

  /** All keys, of one domain or of all, newest first. */
  all: (domain: string | null = null): Promise<SealedDkimKey[]> =>
    db.query(`select ${columns} from dkim_key where $1::text is null or domain = $1 order by domain, id desc`, [
      domain,
    ]),

  /** The keys that sign for a domain, at most one of each algorithm. */
  signing: (domain: string): Promise<SealedDkimKey[]> =>
    db.query(`select ${columns} from dkim_key where domain = $1 and state = 'signing' order by algorithm`, [domain]),

  /** Lets a key sign and retires those of its algorithm that did, in a transaction. */
  async startSigning({ id, domain, algorithm }: DkimKey, at: Date): Promise<void> {
    await holdKeys(db, domain, algorithm)
    await db.query(
      `update dkim_key set state = 'retired', retired_at = $4
       where domain = $1 and algorithm = $2::dkim_algorithm and state = 'signing' and id <> $3`,
      [domain, algorithm, id, at],
    )
    await db.query(
      `update dkim_key set state = 'signing', signing_at = $2, retired_at = null where id = $1 and state <> 'signing'`,
      [id, at],
    )
  },

  async retire(id: string, at: Date): Promise<void> {
    await db.query(`update dkim_key set state = 'retired', retired_at = $2 where id = $1 and state <> 'retired'`, [
      id,
      at,
    ])
  },
})

/** Two who start to sign at once would otherwise both stay. */
const holdKeys = (db: Queryable, domain: string, algorithm: DkimAlgorithm): Promise<unknown> =>
  db.query(`select pg_advisory_xact_lock(20261122, hashtext($1))`, [`${domain}|${algorithm}`])

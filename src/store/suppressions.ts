import type { SuppressionReason } from '../domain/suppression.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** An address that must not be mailed. */
export interface Suppression {
  readonly id: string
  readonly address: string | null
  readonly reason: SuppressionReason
  readonly note: string
  readonly createdAt: Date
}

const columns = 'id, address, reason, note, created_at as "createdAt"'

/**
 * Until the transaction ends, nobody suppresses this address while it is being signed up: the mark would miss a
 * subscription that is not committed yet.
 */
const holdAddress = (db: Queryable, addressHash: Buffer): Promise<unknown> =>
  db.query('select pg_advisory_xact_lock(20260302, hashtext($1))', [addressHash.toString('hex')])

/** Suppressions, and the mark on subscriptions that the fence reads. */
export const suppressionRows = (db: Queryable) => ({
  /** Must this address not be mailed? In a transaction that may subscribe it. */
  async has(addressHash: Buffer): Promise<boolean> {
    await holdAddress(db, addressHash)
    return (await db.query('select from suppression where address_hash = $1', [addressHash])).length > 0
  },

  /** Suppresses an address, in a transaction; a hand-over in flight is waited for, none begins afterwards. The first reason stays, except that a complaint outweighs a bounce; an erasure leaves no letters beside it. */
  async add(suppression: {
    addressHash: Buffer
    address: string | null
    reason: SuppressionReason
    note: string
    at: Date
  }): Promise<Suppression> {
    await holdAddress(db, suppression.addressHash)
    await markSubscriptions(db, suppression.addressHash, true)
    const [row] = await db.query<Suppression>(
      `insert into suppression (address_hash, address, reason, note, created_at) values ($1, $2, $3, $4, $5)
       on conflict (address_hash) do update set reason = case when excluded.reason = 'complaint' and suppression.reason = 'hard_bounce' then 'complaint' else suppression.reason end,
         address = case when excluded.reason = 'erased' then null else suppression.address end,
         note = case when excluded.reason = 'erased' then '' else suppression.note end returning ${columns}`,
      [suppression.addressHash, suppression.address, suppression.reason, suppression.note, suppression.at],
    )
    return row as Suppression
  },

  /** Lifts a suppression, in a transaction; false when there was none. */
  async remove(id: string): Promise<boolean> {
    const [row] = await db.query<{ hash: Buffer }>(
      'delete from suppression where id = $1 returning address_hash as hash',
      [idOrNull(id)],
    )
    if (row) await markSubscriptions(db, row.hash, false)
    return row !== undefined
  },

  /** Which suppression stands against the address of each bounce? That of an erased person is not told. */
  async ofBounces(bounceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db.query<{ bounceId: string; id: string }>(
      `select c.id as "bounceId", p.id from bounce c join suppression p on p.address_hash = c.address_hash
       where c.id = any($1::bigint[]) and p.reason <> 'erased'`,
      [bounceIds],
    )
    return new Map(rows.map(({ bounceId, id }) => [bounceId, id]))
  },

  async page({ after, limit }: PageRequest): Promise<Page<Suppression>> {
    const rows = await db.query<Suppression>(
      `select ${columns} from suppression where ($1::bigint is null or id < $1) order by id desc limit $2`,
      [after, limit + 1],
    )
    return pageOf(rows, limit)
  },
})

const markSubscriptions = (db: Queryable, addressHash: Buffer, suppressed: boolean): Promise<unknown> =>
  db.query(
    `update subscription set suppressed = $2 where subscriber_id in (select id from subscriber where address_hash = $1)`,
    [addressHash, suppressed],
  )

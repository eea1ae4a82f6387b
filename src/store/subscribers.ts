import type { Subscriber, SubscriptionState } from '../domain/subscription.ts'
import type { Address } from '../domain/address.ts'
import type { Queryable } from './database.ts'
import { idOrNull, pageOf, type Page, type PageRequest } from './rows.ts'

/** Which subscribers to list. */
export interface SubscriberFilter extends PageRequest {
  /** A part of an address or a name. */
  readonly q: string | null
  readonly newsletterId: string | null
  readonly state: SubscriptionState | null
}

const columns = 'b.id, b.address, b.name, b.created_at as "createdAt"'

/** Subscribers: people, each known by one address. */
export const subscriberRows = (db: Queryable) => ({
  /** Finds or makes the subscriber of an address, holding the row until the transaction ends, so that signups of one address queue up. */
  async lockOrAdd(
    address: Address,
    { addressHash, name, at }: { addressHash: Buffer; name: string | null; at: Date },
  ): Promise<string> {
    const [row] = await db.query<{ id: string }>(
      `insert into subscriber (address, address_key, address_hash, name, created_at) values ($1, $2, $3, $4, $5)
       on conflict (address_key) do update set name = coalesce(subscriber.name, excluded.name) returning id`,
      [address.address, address.key, addressHash, name, at],
    )
    return (row as { id: string }).id
  },

  async byId(id: string): Promise<Subscriber | null> {
    const [row] = await db.query<Subscriber>(`select ${columns} from subscriber b where b.id = $1`, [idOrNull(id)])
    return row ?? null
  },

  async byAddress(addressKey: string): Promise<Subscriber | null> {
    const [row] = await db.query<Subscriber>(`select ${columns} from subscriber b where b.address_key = $1`, [
      addressKey,
    ])
    return row ?? null
  },

  async rename(id: string, name: string | null): Promise<void> {
    await db.query('update subscriber set name = $2 where id = $1', [id, name])
  },

  /** Removes a person and everything that names them; the ledger keeps its numbers. */
  async remove(id: string): Promise<void> {
    await db.query('delete from subscriber where id = $1', [id])
  },

  async hashOf(id: string): Promise<Buffer | null> {
    const [row] = await db.query<{ hash: Buffer }>('select address_hash as hash from subscriber where id = $1', [
      idOrNull(id),
    ])
    return row?.hash ?? null
  },

  async page({ q, newsletterId, state, after, limit }: SubscriberFilter): Promise<Page<Subscriber>> {
    const subscribers = await db.query<Subscriber>(
      `select ${columns} from subscriber b
       where ($1::text is null or b.address ilike $1 or b.address_key ilike $1 or b.name ilike $1)
         and (($2::bigint is null and $3::subscription_state is null) or exists (
           select from subscription s where s.subscriber_id = b.id and ($2::bigint is null or s.newsletter_id = $2)
             and ($3::subscription_state is null or s.state = $3)))
         and ($4::bigint is null or b.id < $4) order by b.id desc limit $5`,
      [q === null ? null : `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`, newsletterId, state, after, limit + 1],
    )
    return pageOf(subscribers, limit)
  },
})

import type { Cadence } from '../domain/cadence.ts'
import type { Locale } from '../domain/locale.ts'
import type { Subscription, SubscriptionState } from '../domain/subscription.ts'
import type { Queryable } from './database.ts'
import { idOrNull } from './rows.ts'

/** A subscription and its reader's address. */
export interface AddressedSubscription extends Subscription {
  readonly address: string
  readonly name: string | null
  readonly suppressed: boolean
}

const columns = `s.id, s.subscriber_id as "subscriberId", s.newsletter_id as "newsletterId", s.state, s.round, s.cadence, s.lang, s.zone,
  s.covered_until as "coveredUntil", s.confirmed_at as "confirmedAt", s.created_at as "createdAt", s.suppressed, b.address, b.name`

/** Subscriptions: one row for each reader of each newsletter. */
export const subscriptionRows = (db: Queryable) => ({
  async byId(id: string): Promise<AddressedSubscription | null> {
    const [row] = await readBy(db, 's.id = $1', [idOrNull(id)])
    return row ?? null
  },

  /** The same, held against every other change until the transaction ends. */
  async lock(id: string): Promise<AddressedSubscription | null> {
    const [row] = await readBy(db, 's.id = $1 for update of s', [idOrNull(id)])
    return row ?? null
  },

  async lockOf(subscriberId: string, newsletterId: string): Promise<AddressedSubscription | null> {
    const [row] = await readBy(db, 's.subscriber_id = $1 and s.newsletter_id = $2 for update of s', [
      subscriberId,
      newsletterId,
    ])
    return row ?? null
  },

  /** Which subscriptions has this address, of one newsletter or of all? */
  ofAddress(addressKey: string, newsletterId: string | null): Promise<AddressedSubscription[]> {
    return readBy(db, 'b.address_key = $1 and ($2::bigint is null or s.newsletter_id = $2) order by s.id', [
      addressKey,
      newsletterId,
    ])
  },

  ofSubscriber(subscriberId: string): Promise<AddressedSubscription[]> {
    return readBy(db, 's.subscriber_id = $1 order by s.id', [subscriberId])
  },

  async add(subscription: {
    subscriberId: string
    newsletterId: string
    state: SubscriptionState
    cadence: Cadence | null
    lang: Locale
    zone: string | null
    at: Date
  }): Promise<string> {
    const [row] = await db.query<{ id: string }>(
      `insert into subscription (subscriber_id, newsletter_id, state, cadence, lang, zone, created_at)
       values ($1, $2, $3::subscription_state, $4::cadence, $5, $6, $7) returning id`,
      [
        subscription.subscriberId,
        subscription.newsletterId,
        subscription.state,
        subscription.cadence,
        subscription.lang,
        subscription.zone,
        subscription.at,
      ],
    )
    return (row as { id: string }).id
  },

  /** Writes the parts that change; everything else about a subscription stays for life. */
  async save(subscription: Subscription): Promise<void> {
    await db.query(
      `update subscription set state = $2::subscription_state, round = $3, cadence = $4::cadence, lang = $5, zone = $6,
         covered_until = $7, confirmed_at = $8 where id = $1`,
      [
        subscription.id,
        subscription.state,
        subscription.round,
        subscription.cadence,
        subscription.lang,
        subscription.zone,
        subscription.coveredUntil,
        subscription.confirmedAt,
      ],
    )
  },

  /** How many readers of a newsletter are in each state? */
  async countByState(newsletterId: string): Promise<Partial<Record<SubscriptionState, number>>> {
    const rows = await db.query<{ state: SubscriptionState; count: string }>(
      'select state, count(*) from subscription where newsletter_id = $1 group by state',
      [newsletterId],
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
  },
})

const readBy = (db: Queryable, condition: string, values: readonly unknown[]): Promise<AddressedSubscription[]> =>
  db.query(
    `select ${columns} from subscription s join subscriber b on b.id = s.subscriber_id where ${condition}`,
    values,
  )

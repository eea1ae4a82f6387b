import { consentHash, type ChainedConsentEntry, type ConsentEntry } from '../domain/consent.ts'
import type { Queryable } from './database.ts'

/** The consent ledger: only ever appended to. */
export const consentRows = (db: Queryable) => ({
  /** Appends an entry to its subscription's chain. The caller holds the subscription's lock, so that no two entries follow the same one. */
  async append(entry: ConsentEntry): Promise<void> {
    const [last] = await db.query<{ hash: string }>(
      'select hash from consent where subscription_id = $1 order by id desc limit 1',
      [entry.subscriptionId],
    )
    await db.query(
      `insert into consent (subscription_id, event, state, at, wording, lang, page, ip, user_agent, hash)
       values ($1, $2, $3::subscription_state, $4, $5, $6, $7, $8, $9, $10)`,
      [
        entry.subscriptionId,
        entry.event,
        entry.state,
        entry.at,
        entry.wording,
        entry.lang,
        entry.page,
        entry.ip,
        entry.userAgent,
        consentHash(entry, last?.hash ?? null),
      ],
    )
  },

  /** A subscription's whole chain, oldest first. */
  async chainOf(subscriptionId: string): Promise<ChainedConsentEntry[]> {
    const rows = await db.query<Omit<ChainedConsentEntry, 'at'> & { at: Date }>(
      `select subscription_id as "subscriptionId", event, state, at, wording, lang, page, ip, user_agent as "userAgent", hash
       from consent where subscription_id = $1 order by id`,
      [subscriptionId],
    )
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
  },
})

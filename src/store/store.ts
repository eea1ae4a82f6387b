import { PrismaPg } from '@prisma/adapter-pg'
import { alarmRows } from './alarms.ts'
import { apiKeyRows } from './api-keys.ts'
import { attemptRows } from './attempts.ts'
import { audienceRows } from './audience.ts'
import { batchRows } from './batches.ts'
import { bounceRows } from './bounces.ts'
import { consentRows } from './consents.ts'
import type { Database, Queryable } from './database.ts'
import { deliveryRows } from './deliveries.ts'
import { destinationRows } from './destinations.ts'
import { dkimKeyRows } from './dkim-keys.ts'
import { PrismaClient } from './generated/client.ts'
import { idempotencyRows } from './idempotency.ts'
import { addressPepper } from './instance.ts'
import { issueRows } from './issues.ts'
import { ledgerRows } from './ledger.ts'
import { createLimits } from './limits.ts'
import { newsletterRows } from './newsletters.ts'
import { noticeRows } from './notices.ts'
import { postRows } from './posts.ts'
import { renditionRows } from './renditions.ts'
import { senderDayRows } from './sender-days.ts'
import { sourceRows } from './sources.ts'
import { subscriberRows } from './subscribers.ts'
import { subscriptionRows } from './subscriptions.ts'
import { suppressionRows } from './suppressions.ts'
import { uncertainRows } from './uncertain.ts'
import { userRows } from './users.ts'
import { watchedRows } from './watched.ts'

/** The rooms that work on the pool and inside a transaction alike. */
const sqlRooms = (db: Queryable) => ({
  alarms: alarmRows(db),
  attempts: attemptRows(db),
  audience: audienceRows(db),
  batches: batchRows(db),
  bounces: bounceRows(db),
  consents: consentRows(db),
  deliveries: deliveryRows(db),
  destinations: destinationRows(db),
  dkimKeys: dkimKeyRows(db),
  issues: issueRows(db),
  ledger: ledgerRows(db),
  notices: noticeRows(db),
  posts: postRows(db),
  renditions: renditionRows(db),
  senderDays: senderDayRows(db),
  subscribers: subscriberRows(db),
  subscriptions: subscriptionRows(db),
  suppressions: suppressionRows(db),
  uncertain: uncertainRows(db),
  watched: watchedRows(db),

  /** Until the transaction ends, nobody else takes in posts for this newsletter or freezes it: a cut-off never runs past a post still being written. */
  async holdNewsletter(newsletterId: string): Promise<void> {
    await db.query('select pg_advisory_xact_lock(20260301, $1::bigint::int)', [newsletterId])
  },
})

export type Transaction = ReturnType<typeof sqlRooms>

/** Everything Nashra remembers. */
export const createStore = async (database: Database) => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool) })
  return {
    ...sqlRooms(database),
    apiKeys: apiKeyRows(prisma),
    idempotency: idempotencyRows(database),
    limits: createLimits(database),
    newsletters: newsletterRows(prisma),
    sources: sourceRows(prisma),
    users: userRows(prisma),
    addressPepper: await addressPepper(database),

    /** Runs a task in one transaction: all of it is committed, or, when it throws, nothing. */
    transaction: <Result>(task: (store: Transaction) => Promise<Result>): Promise<Result> =>
      database.transaction((db) => task(sqlRooms(db))),

    /** The database's own time, by which leases and retries go. */
    async now(): Promise<Date> {
      const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now')
      return (row as { now: Date }).now
    },

    /** Whether the database answers. */
    async ping(): Promise<void> {
      await database.query('select 1')
    },

    close: (): Promise<void> => prisma.$disconnect(),
  }
}

export type Store = Awaited<ReturnType<typeof createStore>>

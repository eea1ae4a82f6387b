import { PrismaPg } from '@prisma/adapter-pg'
import { apiKeyRows } from './api-keys.ts'
import { audienceRows } from './audience.ts'
import { consentRows } from './consents.ts'
import type { Database, Queryable } from './database.ts'
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
import { sourceRows } from './sources.ts'
import { subscriberRows } from './subscribers.ts'
import { subscriptionRows } from './subscriptions.ts'
import { suppressionRows } from './suppressions.ts'
import { userRows } from './users.ts'

/** The rooms that work on the pool and inside a transaction alike. */
const sqlRooms = (db: Queryable) => ({
  audience: audienceRows(db),
  consents: consentRows(db),
  issues: issueRows(db),
  ledger: ledgerRows(db),
  notices: noticeRows(db),
  posts: postRows(db),
  renditions: renditionRows(db),
  subscribers: subscriberRows(db),
  subscriptions: subscriptionRows(db),
  suppressions: suppressionRows(db),

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

    /** Whether the database answers. */
    async ping(): Promise<void> {
      await database.query('select 1')
    },

    close: (): Promise<void> => prisma.$disconnect(),
  }
}

export type Store = Awaited<ReturnType<typeof createStore>>

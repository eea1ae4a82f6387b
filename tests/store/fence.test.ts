import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { ClaimedBatch } from '../../src/store/batches.ts'
import { ledgerRows } from '../../src/store/ledger.ts'
import type { Queryable } from '../../src/store/database.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { unsubscribe } from '../../src/usecases/unsubscribe.ts'
import { until } from '../support/wait.ts'
import { newestIn } from '../usecases/ledger-book.ts'
import { addressesOf, gathers, publishes, witness } from '../usecases/people.ts'
import { openWorkshop, type Workshop } from '../usecases/workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

interface Scene {
  readonly newsletter: KeptNewsletter
  readonly readers: readonly string[]
  readonly batch: ClaimedBatch
}

const claimsIssue = async (newsletter: KeptNewsletter): Promise<ClaimedBatch> => {
  const issue = await triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  const [batchId = ''] = await shop.house.store.batches.ofIssue(issue.id)
  const batch = await shop.house.store.batches.claim(batchId, { leaseSeconds: 60 })
  if (batch === null) throw new Error('A batch of our own could not be claimed.')
  return batch
}

/** A newsletter, its readers, and an issue for them in the hands of a worker. */
const opens = async (slug: string, readers: number): Promise<Scene> => {
  const newsletter = await shop.founds(slug)
  const subscriptions = await gathers(shop, newsletter, addressesOf(readers, slug))
  await publishes(shop.house, newsletter, slug)
  return { newsletter, readers: subscriptions, batch: await claimsIssue(newsletter) }
}

/** A session of its own in which a transaction is open, until the test says how it ends. */
const openSession = async (): Promise<Queryable & AsyncDisposable> => {
  const client = new Client({ connectionString: shop.databaseUrl })
  await client.connect()
  await client.query('begin')
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** Waits until that many sessions wait for a lock. */
const untilWaiting = (sessions: number): Promise<void> =>
  until(`${sessions} sessions wait for a lock`, async () => {
    const { rows } = await shop.sql.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0]?.count === sessions
  })

const leaves = (subscriptionId: string) => {
  const { links, clock } = shop.house
  return unsubscribe(shop.house, links.token('unsubscribe', { id: subscriptionId, round: 0 }, clock.now()), witness)
}

const stateOf = async (subscriptionId = ''): Promise<unknown> =>
  (await shop.sql.query('select state, reason from delivery where subscription_id = $1', [subscriptionId])).rows[0]

const left = `update subscription set state = 'unsubscribed' where id = $1`

test('a fence waits for a reader who is just leaving, and skips who has left', async () => {
  const { readers, batch } = await opens('leaving', 3)
  await using session = await openSession()
  await session.query(left, [readers[1]])
  const fence = shop.house.store.ledger.fence(batch, readers)
  await untilWaiting(1)
  await session.query('commit')
  expect(await fence).toEqual({ isOpen: true, passed: [readers[0], readers[2]] })
  expect(await stateOf(readers[1])).toEqual({ state: 'skipped', reason: 'unsubscribed' })
})

test('a fence waits for a reader whose leaving fails, and then lets the message go', async () => {
  const { readers, batch } = await opens('staying', 1)
  await using session = await openSession()
  await session.query(left, readers)
  const fence = shop.house.store.ledger.fence(batch, readers)
  await untilWaiting(1)
  await session.query('rollback')
  expect(await fence).toEqual({ isOpen: true, passed: readers })
})

test('who leaves while the fence is at work is told so only once the hand-over has begun for good', async () => {
  const { readers, batch } = await opens('too-late', 1)
  await using session = await openSession()
  expect(await ledgerRows(session).fence(batch, readers)).toEqual({ isOpen: true, passed: readers })
  let gone = false
  const leaving = leaves(readers[0] ?? '').then(() => (gone = true))
  await untilWaiting(1)
  expect(gone).toBe(false)
  await session.query('commit')
  expect(await leaving).toBe(true)
})

test('a fence does not wait for a freeze that moves the windows of the same readers on', async () => {
  const { newsletter, readers, batch } = await opens('meeting', 2)
  shop.travelsTo('2026-03-03T11:00[Asia/Riyadh]')
  await publishes(shop.house, newsletter, 'مقال ثان')
  await using session = await openSession()
  await session.query('select from subscription where id = $1 for update', [readers[0]])
  const freeze = triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  await untilWaiting(1)
  expect((await shop.house.store.ledger.fence(batch, readers)).passed).toEqual(readers)
  await session.query('commit')
  expect(await freeze).toMatchObject({ planned: 2 })
})

test('who leaves while an issue is being frozen is either left out or skipped, and never handed over', async () => {
  const newsletter = await shop.founds('freezing')
  const readers = await gathers(shop, newsletter, addressesOf(2, 'freezing'))
  await publishes(shop.house, newsletter, 'freezing')
  await using session = await openSession()
  await session.query('select from subscription where id = $1 for update', [readers[1]])
  const freeze = triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  await untilWaiting(1)
  const leaving = leaves(readers[0] ?? '')
  await untilWaiting(2)
  await session.query('commit')
  const issue = await freeze
  await leaving
  const { rows } = await shop.sql.query(
    'select subscription_id as who, state from delivery where issue_id = $1 order by 1',
    [issue.id],
  )
  expect(rows).toEqual([
    { who: readers[0], state: 'skipped' },
    { who: readers[1], state: 'planned' },
  ])
})

/** Notes down, while the locks are held and so in the order of the commits, who leaves and who is handed over. Triggers fire by their names. */
const diary = `
  create table diary (place bigserial, subscription_id bigint, event text);
  create function note_leaving() returns trigger language plpgsql as $$ begin
    insert into diary (subscription_id, event) values (new.id, 'left');
    perform pg_sleep(random() * 0.01);
    return null; end $$;
  create function note_hand_over() returns trigger language plpgsql as $$ begin
    insert into diary (subscription_id, event) values (new.subscription_id, 'handed over'); return null; end $$;
  create trigger zz_note_leaving after update on subscription for each row
    when (old.state = 'active' and new.state = 'unsubscribed') execute function note_leaving();
  create trigger note_hand_over after update on delivery for each row
    when (old.state = 'planned' and new.state = 'handing_over') execute function note_hand_over()`

test('of two hundred readers who leave at any instant of a send, none is handed over after leaving', async () => {
  const { sql, sink, house } = shop
  const newsletter = await shop.founds('crowd')
  const readers = await gathers(shop, newsletter, addressesOf(400, 'crowd'))
  await publishes(house, newsletter, 'crowd')
  await sql.query(diary)
  await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })
  const leavers = readers.filter((_, number) => number % 2 === 1).toSorted(() => Math.random() - 0.5)
  const leaving: Promise<unknown>[] = []
  sink.beforeTaking = async () => {
    const leaver = leavers.pop()
    if (leaver !== undefined) leaving.push(pause(Math.random() * 10).then(() => leaves(leaver)))
    await pause(Math.random() * 20)
  }
  await shop.sends()
  sink.beforeTaking = async () => {}
  await Promise.all(leaving)

  const { rows } = await sql.query<{ late: number; both: number }>(
    `select count(*) filter (where handed.place > gone.place)::int as late, count(*)::int as both
     from diary gone join diary handed using (subscription_id) where gone.event = 'left' and handed.event = 'handed over'`,
  )
  const { counts, state } = await newestIn(sql)
  expect({ ...rows[0], state }).toEqual({ late: 0, both: expect.any(Number), state: 'finished' })
  // Both ends of the race were met, or the test would prove nothing.
  expect(rows[0]?.both).toBeGreaterThan(20)
  expect(counts['skipped']).toBeGreaterThan(20)
  expect(counts).toEqual({ accepted: 400 - (counts['skipped'] ?? 0), skipped: counts['skipped'] })
  expect(sink.received.filter(({ to }) => to.startsWith('crowd-'))).toHaveLength(counts['accepted'] ?? 0)
})

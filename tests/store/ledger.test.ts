import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freezeIssue } from '../../src/usecases/freeze-issue.ts'
import { cancelIssue, pauseIssue, resumeIssue } from '../../src/usecases/steer-issue.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import type { ClaimedBatch } from '../../src/store/batches.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { eraseSubscriber, suppress } from '../../src/usecases/suppress.ts'
import { sweep } from '../../src/usecases/sweep.ts'
import { deliveriesOf, newestIn, readLedger } from '../usecases/ledger-book.ts'
import { addressesOf, gathers, publishes } from '../usecases/people.ts'
import { openWorkshop, type Workshop } from '../usecases/workshop.ts'

let shop: Workshop
let founded = 0

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', timings: { batchSize: 10 } })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

interface Scene {
  readonly newsletter: KeptNewsletter
  readonly readers: string[]
  readonly issueId: string
  readonly batches: string[]
}

/** A newsletter of its own, with so many readers and an issue for them that is frozen and not sent yet. */
const freezes = async (readers: number): Promise<Scene> => {
  founded += 1
  const newsletter = await shop.founds(`letter-${founded}`)
  const subscriptions = await gathers(shop, newsletter, addressesOf(readers, `letter-${founded}`))
  await publishes(shop.house, newsletter, `مقال ${founded}`)
  const issue = await triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  const batches = await shop.house.store.batches.ofIssue(issue.id)
  return { newsletter, readers: subscriptions, issueId: issue.id, batches }
}

const claims = async (batchId = '', leaseSeconds = 60): Promise<ClaimedBatch> => {
  const batch = await shop.house.store.batches.claim(batchId, { leaseSeconds })
  if (batch === null) throw new Error(`Batch ${batchId} could not be claimed.`)
  return batch
}

const accepted = (subscriptionId: string) =>
  ({ ...said(subscriptionId), state: 'accepted', reason: null, reply: '250 ok', retryIn: null }) as const

const said = (subscriptionId: string) => ({ subscriptionId, attempt: 1, phase: 'rcpt', relay: 'relay.example:25' })

const lapse = (batchId: string) =>
  shop.sql.query(`update batch set lease_until = now() - interval '1 second' where id = $1`, [batchId])

test('a freeze that dies half-way leaves nothing behind, and the next one does it all', async () => {
  const { sql, house } = shop
  const newsletter = await shop.founds('half-way')
  const readers = await gathers(shop, newsletter, addressesOf(25, 'half-way'))
  await publishes(house, newsletter, 'نصف الطريق')
  await sql.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$`,
  )
  for (const table of ['rendition', 'delivery', 'batch', 'subscription']) {
    const issue = await house.store.issues.add({
      newsletterId: newsletter.id,
      key: `half-way ${table}`,
      cadence: null,
      note: null,
      dueAt: house.clock.now(),
    })
    const event = table === 'subscription' ? 'update' : 'insert'
    await sql.query(`create trigger fail before ${event} on ${table} for each row execute function fail()`)
    await expect(freezeIssue(house, issue?.id ?? '', { settling: false })).rejects.toThrow('the disk is full')
    await sql.query(`drop trigger fail on ${table}`)
    expect(await newestIn(sql)).toMatchObject({ state: 'scheduled', planned: 0, rows: 0 })
    const { rows } = await sql.query(
      `select (select count(*)::int from rendition where issue_id = $1) as renditions, (select count(*)::int from batch where issue_id = $1) as batches,
         (select count(*)::int from subscription where newsletter_id = $2 and covered_until <> $3) as moved`,
      [issue?.id, newsletter.id, new Date(0)],
    )
    expect(rows).toEqual([{ renditions: 0, batches: 0, moved: 0 }])
    if (table !== 'subscription') await cancelIssue(house, issue?.id ?? '')
    else await freezeIssue(house, issue?.id ?? '', { settling: false })
  }
  expect(await newestIn(sql)).toMatchObject({ state: 'sending', planned: readers.length, counts: { planned: 25 } })
})

test('of two workers who want one batch, one gets it, however often they ask together', async () => {
  const { batches } = await freezes(40)
  for (const batchId of batches) {
    const claimed = await Promise.all(
      Array.from({ length: 8 }, () => shop.house.store.batches.claim(batchId, { leaseSeconds: 60 })),
    )
    expect(claimed.filter((batch) => batch !== null)).toHaveLength(1)
  }
})

test('what a lost worker had in hand becomes uncertain and is never sent again, and its late word is not heard', async () => {
  const { ledger, batches } = shop.house.store
  const {
    issueId,
    batches: [batchId],
    readers,
  } = await freezes(5)
  const lost = await claims(batchId)
  const [first = '', second = ''] = readers
  await ledger.fence(lost, [first, second])
  await ledger.record(lost, [accepted(first)])
  expect(await batches.claim(lost.id, { leaseSeconds: 60 })).toBeNull()
  await lapse(lost.id)
  expect(await batches.renew(lost, { leaseSeconds: 60 })).toBe(false)
  expect(await ledger.fence(lost, [readers[2] ?? ''])).toEqual({ isOpen: false, passed: [] })

  const heir = await claims(lost.id)
  await ledger.record(lost, [accepted(second)])
  expect(await batches.release(lost, 0)).toBe(false)
  expect((await ledger.due(heir)).map(({ subscriptionId }) => subscriptionId)).toEqual(readers.slice(2))
  expect(await ledger.fence(heir, [second])).toEqual({ isOpen: true, passed: [] })
  expect(await deliveriesOf(shop.sql, issueId)).toMatchObject([
    { subscriptionId: first, state: 'accepted' },
    { subscriptionId: second, state: 'uncertain', reason: 'worker_lost', attempts: 1 },
    ...readers.slice(2).map((subscriptionId) => ({ subscriptionId, state: 'planned', attempts: 0 })),
  ])
})

test('a late word is heard as long as nobody else has taken the batch', async () => {
  const { ledger } = shop.house.store
  const { issueId, batches, readers } = await freezes(1)
  const slow = await claims(batches[0])
  await ledger.fence(slow, readers)
  await lapse(slow.id)
  await ledger.record(slow, readers.map(accepted))
  expect(await deliveriesOf(shop.sql, issueId)).toMatchObject([{ state: 'accepted' }])
})

test('nobody passes the fence who left, is suppressed, was erased or pauses, and the ledger says why', async () => {
  const { house, sql } = shop
  const { newsletter, issueId, batches, readers } = await freezes(6)
  const [left = '', suppressed = '', erased = '', paused = '', waiting = '', stays = ''] = readers
  const person = async (id: string) => (await house.store.subscriptions.byId(id)) ?? { subscriberId: '', address: '' }
  await sql.query(`update subscription set state = 'unsubscribed' where id = $1`, [left])
  await suppress(house, (await person(suppressed)).address, { reason: 'complaint', note: '' })
  await eraseSubscriber(house, (await person(erased)).subscriberId)
  await sql.query(`update subscription set state = 'paused' where id = $1`, [paused])
  await sql.query(`update subscription set state = 'pending' where id = $1`, [waiting])
  const batch = await claims(batches[0])
  expect(await house.store.ledger.fence(batch, readers)).toEqual({ isOpen: true, passed: [stays] })
  expect((await deliveriesOf(sql, issueId)).map(({ state, reason, attempts }) => [state, reason, attempts])).toEqual([
    ['skipped', 'unsubscribed', 0],
    ['skipped', 'suppressed', 0],
    ['skipped', 'erased', 0],
    ['skipped', 'paused', 0],
    ['skipped', 'unsubscribed', 0],
    ['handing_over', null, 1],
  ])
  expect(newsletter.slug).toBe(`letter-${founded}`)
})

test('nothing passes the fence of an issue that pauses or is cancelled', async () => {
  const { house } = shop
  const { issueId, batches, readers } = await freezes(3)
  const batch = await claims(batches[0])
  await pauseIssue(house, issueId)
  expect(await house.store.ledger.fence(batch, readers)).toEqual({ isOpen: false, passed: [] })
  expect(await house.store.batches.claim(batch.id, { leaseSeconds: 60 })).toBeNull()
  await resumeIssue(house, issueId)
  expect((await house.store.ledger.fence(batch, readers.slice(0, 1))).passed).toHaveLength(1)
  await cancelIssue(house, issueId)
  expect(await house.store.ledger.fence(batch, readers.slice(1))).toEqual({ isOpen: false, passed: [] })
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'cancelled', counts: { handing_over: 1, cancelled: 2 } })
})

test('what the relay puts off while its issue is cancelled does not stay open for ever', async () => {
  const { house, sql } = shop
  const { issueId, batches, readers } = await freezes(2)
  const batch = await claims(batches[0])
  await house.store.ledger.fence(batch, readers.slice(0, 1))
  await cancelIssue(house, issueId)
  const putOff = { state: 'deferred', reason: 'greylisted', reply: '450 later', retryIn: 60 } as const
  await house.store.ledger.record(batch, [{ ...said(readers[0] ?? ''), ...putOff }])
  await house.store.batches.release(batch, 0)
  await sweep(house)
  expect(await newestIn(sql)).toMatchObject({ state: 'cancelled', open: 0, counts: { cancelled: 2 } })
  expect((await house.store.issues.byId(issueId))?.finishedAt).not.toBeNull()
})

test('what a worker lost in an issue that was paused or cancelled is named as well', async () => {
  const { house, sql } = shop
  for (const stop of [pauseIssue, cancelIssue]) {
    const { issueId, batches, readers } = await freezes(2)
    const batch = await claims(batches[0])
    await house.store.ledger.fence(batch, readers.slice(0, 1))
    await stop(house, issueId)
    await lapse(batch.id)
    await sweep(house)
    expect((await newestIn(sql)).counts).toMatchObject({ uncertain: 1 })
  }
})

test('every issue of this file adds up', async () => {
  expect(await readLedger(shop.sql)).not.toHaveLength(0)
})

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { Refused } from '../../src/domain/refusal.ts'
import { sendAgain } from '../../src/usecases/send-again.ts'
import { cancelIssue, pauseIssue, resumeIssue } from '../../src/usecases/steer-issue.ts'
import { suppress } from '../../src/usecases/suppress.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { unsubscribe } from '../../src/usecases/unsubscribe.ts'
import type { Received } from '../support/sink.ts'
import { deliveriesOf, newestIn } from './ledger-book.ts'
import { addressesOf, gathers, publishes, witness } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
let letter: KeptNewsletter
let readers: string[]
let issueId: string
let founded = 0

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
/** An issue that went out to twenty, of whom five are in doubt. */
beforeEach(async () => {
  const { house, sql } = shop
  founded += 1
  letter = await shop.founds(`letter-${founded}`)
  readers = await gathers({ house, sql }, letter, addressesOf(20, letter.slug))
  await publishes(house, letter, `مقال ${letter.slug}`)
  issueId = (await triggerIssue(house, { newsletter: letter, cadence: null, note: null, at: null })).id
  await shop.sends()
  await sql.query(
    `update delivery set state = 'uncertain', reason = 'connection_lost', reply = 'Connection closed' where issue_id = $1 and subscription_id = any($2)`,
    [issueId, readers.slice(0, 5)],
  )
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

const idsOf = (mails: readonly Received[]): string[] =>
  mails.map(({ to, raw }) => `${to} ${/^Message-ID: (.*)$/m.exec(raw.toString())?.[1] ?? ''}`)
const taken = (): Received[] => shop.sink.received.filter(({ to }) => to.startsWith(`${letter.slug}-`))
const attempts = async () =>
  (await shop.sql.query('select number, state, phase, reply from attempt where issue_id = $1', [issueId])).rows

test('the uncertain ones are sent again under the same Message-ID, what was known of them is kept, and pressing twice is harmless', async () => {
  const { house } = shop
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished', counts: { accepted: 15, uncertain: 5 } })
  const first = await sendAgain(house, issueId, null)
  expect([first.again, first.skipped, first.issue.state, first.issue.finishedAt]).toEqual([5, 0, 'sending', null])
  expect(await sendAgain(house, issueId, null)).toMatchObject({ again: 0, skipped: 0 })
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'sending', counts: { accepted: 15, planned: 5 } })
  await Promise.all([shop.sends(), sendAgain(house, issueId, null)])
  expect(await sendAgain(house, issueId, null)).toMatchObject({ again: 0 })
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished', counts: { accepted: 20 } })
  const mails = taken()
  expect(mails).toHaveLength(25)
  expect(new Set(idsOf(mails)).size).toBe(20)
  expect(await attempts()).toEqual(
    Array.from({ length: 5 }, () => ({
      number: 1,
      state: 'uncertain',
      phase: 'connection_lost',
      reply: 'Connection closed',
    })),
  )
  expect((await deliveriesOf(shop.sql, issueId)).slice(0, 5)).toEqual(
    readers
      .slice(0, 5)
      .map((subscriptionId) => expect.objectContaining({ subscriptionId, state: 'accepted', attempts: 2 })),
  )
})

test('whoever left or was suppressed meanwhile is skipped, and so is who leaves between the word and the wire', async () => {
  const { house } = shop
  const [leaves = '', , later = ''] = readers
  const leave = (id: string) =>
    unsubscribe(house, house.links.token('unsubscribe', { id, round: 0 }, house.clock.now()), witness)
  await leave(leaves)
  await suppress(house, `${letter.slug}-1@example.org`, { reason: 'complaint', note: '' })
  expect(await sendAgain(house, issueId, null)).toMatchObject({ again: 3, skipped: 2 })
  await leave(later)
  await shop.sends()
  expect((await deliveriesOf(shop.sql, issueId)).slice(0, 5).map(({ state, reason }) => [state, reason])).toEqual([
    ['skipped', 'unsubscribed'],
    ['skipped', 'suppressed'],
    ['skipped', 'unsubscribed'],
    ['accepted', null],
    ['accepted', null],
  ])
  expect(taken()).toHaveLength(22)
})

test('a hundred unsubscribes against "send again": whoever left before the hand-over gets nothing', async () => {
  const { house, sql } = shop
  const crowd = await gathers({ house, sql }, letter, addressesOf(100, `${letter.slug}-crowd`))
  await sql.query(
    `insert into delivery (issue_id, subscription_id, rendition_id, state, attempts)
     select $1, id, (select min(id) from rendition where issue_id = $1), 'uncertain', 1 from unnest($2::bigint[]) id`,
    [issueId, crowd],
  )
  await sql.query('update issue set planned = planned + 100 where id = $1', [issueId])
  await sql.query('update batch set highest = $2 where issue_id = $1', [issueId, crowd.at(-1)])
  const now = house.clock.now()
  const leaving = crowd.map((id) =>
    unsubscribe(house, house.links.token('unsubscribe', { id, round: 0 }, now), witness),
  )
  const [{ again, skipped }] = await Promise.all([sendAgain(house, issueId, crowd), ...leaving])
  expect(again + skipped).toBe(100)
  await shop.sends()
  expect(taken().filter(({ to }) => to.includes('crowd'))).toEqual([])
  expect((await newestIn(sql)).counts).toMatchObject({ skipped: 100, accepted: 15, uncertain: 5 })
})

test('only those that are named are sent again, and only where they are uncertain', async () => {
  const named = [readers[1] ?? '', readers[3] ?? '', readers[10] ?? '', '999999999']
  expect(await sendAgain(shop.house, issueId, named)).toMatchObject({ again: 2, skipped: 0 })
  await shop.sends()
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished', counts: { accepted: 17, uncertain: 3 } })
})

test('a paused issue stays paused, and sends them when it goes on; a cancelled one refuses', async () => {
  const { house, sql } = shop
  await sql.query(`update issue set state = 'sending', finished_at = null where id = $1`, [issueId])
  await pauseIssue(house, issueId)
  expect(await sendAgain(house, issueId, null)).toMatchObject({ again: 5, issue: { state: 'paused' } })
  await shop.sends()
  expect(taken()).toHaveLength(20)
  await resumeIssue(house, issueId)
  await shop.sends()
  expect(taken()).toHaveLength(25)
  await sql.query(`update issue set state = 'sending', finished_at = null where id = $1`, [issueId])
  await cancelIssue(house, issueId)
  for (const [id, kind] of [
    [issueId, 'conflict'],
    ['999999', 'not_found'],
    ['abc', 'not_found'],
  ] as const)
    await expect(sendAgain(house, id, null)).rejects.toMatchObject({ refusal: { kind } })
  await expect(sendAgain(house, issueId, null)).rejects.toBeInstanceOf(Refused)
})

test('whatever is planned anew while its batch is coming to its end is sent, and no issue is finished with anything open', async () => {
  const { house, sql } = shop
  for (let round = 0; round < 30; round += 1) {
    await sql.query(`update delivery set state = 'uncertain' where issue_id = $1 and subscription_id = any($2)`, [
      issueId,
      readers.slice(0, 5),
    ])
    await sendAgain(house, issueId, readers.slice(0, 2))
    const presses = async (): Promise<void> => {
      for (const reader of readers.slice(2, 5)) await sendAgain(house, issueId, [reader])
    }
    await Promise.all([shop.sends(), presses()])
    for (let rest = 0; rest < 5; rest += 1) await shop.sends()
    expect(await newestIn(sql)).toMatchObject({ state: 'finished', counts: { accepted: 20 } })
  }
}, 60_000)

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { House } from '../../src/usecases/house.ts'
import { sendBatch } from '../../src/usecases/send-batch.ts'
import { sweep } from '../../src/usecases/sweep.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { newestIn } from '../usecases/ledger-book.ts'
import { addressesOf, gathers, publishes } from '../usecases/people.ts'
import { openWorkshop, type Workshop } from '../usecases/workshop.ts'

const readers = 60
let shop: Workshop

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

/** A frozen issue of a newsletter of its own; answers with its id. */
const freezes = async (slug: string): Promise<string> => {
  const newsletter = await shop.founds(slug)
  await gathers(shop, newsletter, addressesOf(readers, slug))
  await publishes(shop.house, newsletter, slug)
  return (await triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })).id
}

test('a bug met in the middle of a send costs no more than a death would, and the rest is sent once it is mended', async () => {
  const { house, sql, sink } = shop
  const issueId = await freezes('buggy')
  const [batchId = ''] = await house.store.batches.ofIssue(issueId)
  let written = 0
  const message: House['digests']['message'] = (...about) => {
    written += 1
    if (written > 20) throw new Error('a bug')
    return house.digests.message(...about)
  }
  const buggy: House = { ...house, digests: { ...house.digests, message } }
  await expect(sendBatch(buggy, batchId, new AbortController().signal)).rejects.toThrow('a bug')
  const { counts } = await newestIn(sql)
  expect(counts).toMatchObject({ accepted: 20 })
  expect(counts['uncertain'] ?? 0).toBeLessThanOrEqual(house.relays.connections)
  expect(counts['planned']).toBe(readers - 20 - (counts['uncertain'] ?? 0))

  await sql.query('update batch set next_at = now() where next_at > now()')
  await shop.sends()
  const mended = await newestIn(sql)
  expect(mended).toMatchObject({ state: 'finished', counts: { accepted: readers - (counts['uncertain'] ?? 0) } })
  expect(sink.received).toHaveLength(mended.counts['accepted'] ?? 0)
  expect(new Set(sink.received.map(({ to }) => to)).size).toBe(sink.received.length)
})

test('a cancel that dies half-way is finished by the sweep', async () => {
  const { house, sql } = shop
  const issueId = await freezes('half-cancelled')
  await house.store.issues.move(issueId, ['sending'], 'cancelled')
  await sweep(house)
  expect(await newestIn(sql)).toMatchObject({ state: 'cancelled', open: 0, counts: { cancelled: readers } })
  expect((await house.store.issues.byId(issueId))?.finishedAt).not.toBeNull()
})

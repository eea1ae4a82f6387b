import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { House } from '../../src/usecases/house.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { sendBatch } from '../../src/usecases/send-batch.ts'
import { resumeIssue } from '../../src/usecases/steer-issue.ts'
import { obstaclesTo, previewIssue, triggerIssue } from '../../src/usecases/trigger-issue.ts'
import type { Received } from '../support/sink.ts'
import { newestIn } from './ledger-book.ts'
import { addressesOf, gathers, publishes } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

const taken = (slug: string): Received[] => shop.sink.received.filter(({ to }) => to.startsWith(`${slug}-`))
const alarms = async () => (await shop.house.store.alarms.open()).map(({ kind, facts }) => [kind, facts['obstacle']])
const wish = { cadence: null, note: null, at: null }

test('a newsletter without a postal address sends nothing, and says what is lacking; a slot that falls due waits and is not lost', async () => {
  const { house, sql } = shop
  const newsletter = await shop.founds('bare', { postalAddress: ' \n ' })
  await gathers({ house, sql }, newsletter, addressesOf(3, 'bare'))
  await publishes(house, newsletter, 'مقال أول')
  const refusal = { kind: 'not_ready', what: 'no_postal_address' }
  await expect(triggerIssue(house, { newsletter, ...wish })).rejects.toMatchObject({ refusal })
  const tomorrow = new Date(house.clock.now().getTime() + 86_400_000)
  await expect(triggerIssue(house, { newsletter, ...wish, at: tomorrow })).rejects.toMatchObject({ refusal })
  expect(await house.store.issues.page({ newsletterId: newsletter.id, after: null, limit: 9 })).toMatchObject({
    items: [],
  })

  shop.travelsTo('2026-03-04T08:05[Asia/Riyadh]')
  for (const _ of 'twice') await shop.works()
  expect(await newestIn(sql)).toMatchObject({ state: 'scheduled' })
  expect(await alarms()).toEqual(expect.arrayContaining([['held', 'no_postal_address']]))
  expect(new Set((await alarms()).map(String)).size).toBe(1)
  expect(taken('bare')).toEqual([])

  shop.travelsTo('2026-03-05T20:00[Asia/Riyadh]')
  await house.store.newsletters.save({ ...newsletter, postalAddress: 'ص. ب. 1، الرياض' })
  await shop.works()
  expect(
    taken('bare')
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(addressesOf(3, 'bare'))
  expect(await alarms()).toEqual([])
})

test('a mail that must not go out stops its issue before the first message, and is rendered anew once that is mended', async () => {
  const { house, sql } = shop
  const newsletter = await shop.founds('unfit')
  await gathers({ house, sql }, newsletter, addressesOf(5, 'unfit'))
  await publishes(house, newsletter, 'مقال')
  const { id } = await triggerIssue(house, { newsletter, ...wish })
  const spoilt: House = {
    ...house,
    renderer: {
      ...house.renderer,
      renderDigest: async (...what) => {
        const mail = await house.renderer.renderDigest(...what)
        return { ...mail, html: mail.html.replace('لأنك اشتركت', '') }
      },
    },
  }
  const preview = await previewIssue(spoilt, { newsletter, ...wish })
  expect(await obstaclesTo(spoilt, { newsletter, note: null }, preview.posts)).toEqual([])
  const batches = await house.store.batches.ofIssue(id)
  for (const batch of batches)
    await expect(sendBatch(spoilt, batch, new AbortController().signal)).rejects.toThrow('reason_missing')
  expect(taken('unfit')).toEqual([])
  expect(await newestIn(sql)).toMatchObject({ state: 'paused', counts: { planned: 5 } })
  expect(await alarms()).toEqual([['unfit', 'reason_missing']])
  expect(await house.store.alarms.pauseReason(id)).toBe('unfit')
  await resumeIssue(house, id)
  await sql.query('update batch set next_at = now()')
  await shop.sends()
  expect(await newestIn(sql)).toMatchObject({ state: 'finished', counts: { accepted: 5 } })
})

test('an issue whose mail would be unfit is refused before anything is frozen', async () => {
  const { house, sql } = shop
  const newsletter = await shop.founds('trial')
  await gathers({ house, sql }, newsletter, addressesOf(2, 'trial'))
  await publishes(house, newsletter, 'مقال')
  const spoilt: House = {
    ...house,
    renderer: {
      ...house.renderer,
      renderDigest: async (...what) => ({ ...(await house.renderer.renderDigest(...what)), text: '' }),
    },
  }
  await expect(triggerIssue(spoilt, { newsletter, ...wish })).rejects.toMatchObject({
    refusal: { kind: 'not_ready', what: 'foot_missing' },
  })
  expect((await house.store.issues.page({ newsletterId: newsletter.id, after: null, limit: 9 })).items).toEqual([])
  await planIssues(house)
})

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { breaker } from '../../src/domain/alarm.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { resumeIssue } from '../../src/usecases/steer-issue.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { cut, openRudeServer } from '../mail/rude-server.ts'
import { SmtpReply } from '../support/sink.ts'
import { newestIn } from './ledger-book.ts'
import { gathers, publishes } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
let letter: KeptNewsletter
let founded = 0

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
})
beforeEach(async () => {
  founded += 1
  letter = await shop.founds(`letter-${founded}`)
})
afterEach(() => {
  shop.sink.beforeTaking = async () => {}
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

/** Every reader at a mail host of their own: what one host wants is no matter here. */
const freezes = async (readers: number, { house, sql } = shop, newsletter = letter): Promise<string> => {
  const addresses = Array.from({ length: readers }, (_, number) => `salma@${newsletter.slug}-${number}.example`)
  await gathers({ house, sql }, newsletter, addresses)
  await publishes(house, newsletter, `مقال ${newsletter.slug}`)
  return (await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })).id
}

const numberOf = (address: string): number => Number(/-(\d+)\.example$/.exec(address)?.[1])

/** What stands about an issue while it is stopped. */
const stopOf = async (issueId: string, { house, sql } = shop) => {
  const { rows } = await sql.query('select state, pause_reason as "pauseReason" from issue where id = $1', [issueId])
  const alarms = (await house.store.alarms.open()).filter(({ about }) => about === `issue ${issueId}`)
  return { ...rows[0], alarms }
}

test('a relay that refuses the sender burns some dozen readers, not the audience, and the rest is sent once it is mended', async () => {
  shop.sink.beforeTaking = async ({ to }) => {
    throw new SmtpReply(550, `5.7.1 <${to}> not delivered, your host is blocked (${Math.random()})`)
  }
  const issueId = await freezes(1200)
  await shop.sends()
  const { counts } = await newestIn(shop.sql)
  // Two batches at a time, each of which sees fifty, and what is on the wire when the brake is pulled.
  const most = 2 * breaker.alike + shop.house.relays.connections
  expect(counts['refused']).toBeGreaterThanOrEqual(breaker.alike)
  expect(counts['refused']).toBeLessThanOrEqual(most)
  expect(counts['planned']).toBe(1200 - (counts['refused'] ?? 0))
  const stop = await stopOf(issueId)
  expect(stop).toMatchObject({ state: 'paused', pauseReason: 'breaker' })
  expect(stop.alarms).toMatchObject([{ kind: 'breaker', level: 'grave', facts: { newsletter: 'مرصد' } }])
  const reply = String(stop.alarms[0]?.facts['reply'])
  expect(reply).toContain('your host is blocked')
  expect(reply).not.toContain('@')

  shop.sink.beforeTaking = async () => {}
  await resumeIssue(shop.house, issueId)
  expect(await stopOf(issueId)).toEqual({ state: 'sending', pauseReason: null, alarms: [] })
  await shop.sends()
  await shop.sends()
  const after = await newestIn(shop.sql)
  expect(after).toMatchObject({ state: 'finished' })
  expect(after.counts).toEqual({ refused: counts['refused'], accepted: counts['planned'] })
}, 60_000)

test('a relay that goes on refusing after the issue was resumed stops it again, and admins hear of it again', async () => {
  shop.sink.beforeTaking = async () => {
    throw new SmtpReply(554, '5.7.0 daily quota used up')
  }
  const issueId = await freezes(600)
  await shop.sends()
  await resumeIssue(shop.house, issueId)
  await shop.sends()
  const { counts } = await newestIn(shop.sql)
  expect(counts['refused']).toBeLessThanOrEqual(2 * (2 * breaker.alike + shop.house.relays.connections))
  expect(await stopOf(issueId)).toMatchObject({
    state: 'paused',
    pauseReason: 'breaker',
    alarms: [{ kind: 'breaker' }],
  })
}, 60_000)

test('a relay that refuses most of what it is given stops the issue after a hundred or two', async () => {
  let come = 0
  shop.sink.beforeTaking = async () => {
    come += 1
    if (come % 3 !== 0) throw new SmtpReply(554, '5.3.0 not accepted')
  }
  const issueId = await freezes(1500)
  await shop.sends()
  const { counts } = await newestIn(shop.sql)
  expect(counts['planned']).toBeGreaterThan(1500 - 2 * 200 - shop.house.relays.connections)
  expect(counts['planned']).toBeLessThanOrEqual(1400)
  expect(await stopOf(issueId)).toMatchObject({ state: 'paused', pauseReason: 'breaker' })
}, 60_000)

test('a relay that puts off all it is given stops nothing: everybody is tried again', async () => {
  shop.sink.beforeTaking = async () => {
    throw new SmtpReply(451, '4.3.0 mailbox server busy')
  }
  const issueId = await freezes(300)
  await shop.sends()
  expect(await stopOf(issueId)).toMatchObject({ state: 'sending', pauseReason: null, alarms: [] })
}, 60_000)

test('readers who do not exist, one of eight, stop the issue as a bought list would', async () => {
  shop.sink.beforeTaking = async ({ to }) => {
    if (numberOf(to) % 8 === 0) throw new SmtpReply(550, `5.1.1 <${to}>: no such user`)
  }
  const issueId = await freezes(1000)
  await shop.sends()
  const { counts } = await newestIn(shop.sql)
  expect(counts['refused']).toBeGreaterThanOrEqual(25)
  expect(counts['refused']).toBeLessThan(80)
  expect(await stopOf(issueId)).toMatchObject({
    state: 'paused',
    pauseReason: 'hard_bounces',
    alarms: [{ kind: 'hard_bounces' }],
  })
}, 60_000)

test('two readers of a hundred who do not exist stop nothing', async () => {
  shop.sink.beforeTaking = async ({ to }) => {
    if (numberOf(to) % 50 === 0) throw new SmtpReply(550, `5.1.1 <${to}>: no such user`)
  }
  await freezes(600)
  await shop.sends()
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished', counts: { accepted: 588, refused: 12 } })
}, 60_000)

test('a relay that breaks off behind every dot leaves few in doubt before the issue stops', async () => {
  await using rude = await openRudeServer({ dot: cut })
  await using other = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', relays: [`${rude.url}?connections=4`] })
  const issueId = await freezes(300, other, await other.founds('rude'))
  for (let round = 0; round < 60; round += 1) await other.sends()
  const { counts } = await newestIn(other.sql)
  expect(counts['uncertain']).toBeGreaterThanOrEqual(breaker.alike)
  expect(counts['uncertain']).toBeLessThanOrEqual(breaker.alike + 4)
  expect(await stopOf(issueId, other)).toMatchObject({ state: 'paused', pauseReason: 'breaker' })
}, 60_000)

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { cancelIssue, pauseIssue, resumeIssue } from '../../src/usecases/steer-issue.ts'
import { sweep } from '../../src/usecases/sweep.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { cut, openRudeServer } from '../mail/rude-server.ts'
import { openSink, readMail, SmtpReply, type Received } from '../support/sink.ts'
import { until } from '../support/wait.ts'
import { deliveriesOf, newestIn, readLedger } from './ledger-book.ts'
import { addressesOf, gathers, publishes } from './people.ts'
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

/** Freezes an issue for so many new readers and answers with its id. */
const freezes = async (readers: number, { house, sql } = shop, newsletter = letter): Promise<string> => {
  await gathers({ house, sql }, newsletter, addressesOf(readers, newsletter.slug))
  await publishes(house, newsletter, `مقال ${newsletter.slug}`)
  return (await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })).id
}

/** Lets the time pass until everything that waits for its time is due. */
const waits = ({ sql } = shop) =>
  sql.query(
    `update delivery set next_at = now() - interval '1 second' where next_at is not null;
     update batch set next_at = now() - interval '1 second';
     update attempt set at = at - interval '8 hours'`,
  )

const taken = (): Received[] => shop.sink.received.filter(({ to }) => to.startsWith(`${letter.slug}-`))

const idOf = ({ raw }: Received): string => /^Message-ID: (.*)$/m.exec(raw.toString())?.[1] ?? ''

test('what the relay puts off is tried again at its time and not before, with the same Message-ID', async () => {
  const tried: string[] = []
  shop.sink.beforeTaking = async (message) => {
    tried.push(idOf(message))
    if (tried.length < 3) throw new SmtpReply(450, 'try again later')
  }
  const issueId = await freezes(1)
  await shop.sends()
  const { rows } = await shop.sql.query(
    `select state, attempts, reply, extract(epoch from next_at - now())::int as wait from delivery where issue_id = $1`,
    [issueId],
  )
  expect(rows).toEqual([{ state: 'deferred', attempts: 1, reply: '450 try again later', wait: expect.any(Number) }])
  expect(rows[0].wait).toBeGreaterThan(45)
  expect(rows[0].wait).toBeLessThan(75)
  await shop.sends()
  expect(tried).toHaveLength(1)
  for (const state of ['deferred', 'accepted']) {
    await waits()
    await shop.sends()
    expect(await deliveriesOf(shop.sql, issueId)).toMatchObject([{ state }])
  }
  expect(tried).toHaveLength(3)
  expect(new Set(tried).size).toBe(1)
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished' })
})

test('what the relay puts off for three days has expired, however often it was tried', async () => {
  let tries = 0
  shop.sink.beforeTaking = async () => {
    tries += 1
    throw new SmtpReply(451, '4.7.1 greylisted')
  }
  const issueId = await freezes(1)
  for (let round = 0; round < 12; round += 1) {
    await shop.sends()
    await waits()
  }
  expect(tries).toBe(9)
  expect(await deliveriesOf(shop.sql, issueId)).toMatchObject([
    { state: 'expired', attempts: 9, reply: '451 4.7.1 greylisted' },
  ])
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'finished' })
})

test('what the relay refuses is refused for good, with its words, and nobody else is kept waiting', async () => {
  shop.sink.beforeTaking = async ({ to }) => {
    if (to.includes('-1@')) throw new SmtpReply(550, '5.1.1 no such user here')
  }
  const issueId = await freezes(3)
  await shop.sends()
  await waits()
  await shop.sends()
  expect(await deliveriesOf(shop.sql, issueId)).toMatchObject([
    { state: 'accepted' },
    { state: 'refused', attempts: 1, reason: 'mailbox_unknown', reply: '550 5.1.1 no such user here' },
    { state: 'accepted' },
  ])
})

test('a connection that breaks after the dot leaves one reader in doubt, who is not mailed again', async () => {
  await using rude = await openRudeServer({
    ehlo: '250-rude.example\r\n250-PIPELINING\r\n250 8BITMIME',
    dot: [cut, '250 2.0.0 taken'],
  })
  await using other = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', relays: [rude.url] })
  const newsletter = await other.founds('rude')
  await gathers(other, newsletter, ['سلمى@example.org'])
  const issueId = await freezes(20, other, newsletter)
  for (let round = 0; round < 3; round += 1) {
    await other.sends()
    await waits(other)
    await sweep(other.house)
  }
  const rows = await deliveriesOf(other.sql, issueId)
  expect(rows.filter(({ state }) => state === 'uncertain')).toMatchObject([{ attempts: 1, reason: 'connection_lost' }])
  expect(rows[0]).toMatchObject({
    state: 'refused',
    reason: 'address_not_supported',
    reply: expect.stringContaining('SMTPUTF8'),
  })
  expect((await newestIn(other.sql)).counts).toEqual({ accepted: 19, refused: 1, uncertain: 1 })
  const readers = rude.commands.filter((line) => line.startsWith('RCPT'))
  expect(new Set(readers).size).toBe(20)
  expect(readers).toHaveLength(20)
  expect(rude.messages).toHaveLength(20)
})

test('a relay that is away loses nothing: batches wait and go when the relay is back', async () => {
  const closed = await openSink()
  const port = Number(new URL(closed.url).port)
  await using other = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', relays: [closed.url] })
  await closed[Symbol.asyncDispose]()
  const issueId = await freezes(30, other, await other.founds('away'))
  await other.sends()
  expect((await newestIn(other.sql)).counts).toEqual({ planned: 30 })
  // Behind a relay that is away batches wait unclaimed.
  const { rows } = await other.sql.query('select lease_until, token from batch')
  expect(rows).toEqual([{ lease_until: null, token: '0' }])
  await using back = await openSink(port)
  await waits(other)
  await other.sends()
  expect(await newestIn(other.sql)).toMatchObject({ id: issueId, state: 'finished', counts: { accepted: 30 } })
  expect(back.received).toHaveLength(30)
})

/** Lets so many messages through and keeps the next ones waiting for their reply. */
const closeGate = (free: number): { readonly waiting: number; open(): void } => {
  const opened = Promise.withResolvers<void>()
  let come = 0
  shop.sink.beforeTaking = async () => {
    come += 1
    if (come > free) await opened.promise
  }
  return {
    get waiting() {
      return come - free
    },
    open: () => opened.resolve(),
  }
}

test('pausing lets what is on the wire end and begins no more, resuming goes on with the same readers, cancelling ends it and says how far it came', async () => {
  const { house, sql } = shop
  const gate = closeGate(30)
  const issueId = await freezes(300)
  const sending = shop.sends()
  await until('ten are at the gate', () => gate.waiting === 10)
  await pauseIssue(house, issueId)
  gate.open()
  await sending
  expect(await newestIn(sql)).toMatchObject({ state: 'paused', counts: { accepted: 40, planned: 260 } })

  const second = closeGate(30)
  await resumeIssue(house, issueId)
  const again = shop.sends()
  await until('ten more are at the gate', () => second.waiting === 10)
  expect((await cancelIssue(house, issueId)).counts).toMatchObject({ accepted: 70, handing_over: 10, cancelled: 220 })
  second.open()
  await again
  const { state, open, counts } = await newestIn(sql)
  expect({ state, open, counts }).toEqual({ state: 'cancelled', open: 0, counts: { accepted: 80, cancelled: 220 } })
  expect((await house.store.issues.byId(issueId))?.finishedAt).not.toBeNull()
  expect(new Set(taken().map(({ to }) => to)).size).toBe(taken().length)
})

test('an issue whose last messages came back while it was paused is finished when it goes on', async () => {
  const gate = closeGate(0)
  const issueId = await freezes(5)
  const sending = shop.sends()
  await until('five are at the gate', () => gate.waiting === 5)
  await pauseIssue(shop.house, issueId)
  gate.open()
  await sending
  expect(await newestIn(shop.sql)).toMatchObject({ state: 'paused', counts: { accepted: 5 } })
  expect((await resumeIssue(shop.house, issueId)).issue).toMatchObject({ state: 'finished' })
})

test('twelve hundred readers in three batches get one message each, never more in hand than there are connections', async () => {
  const { sql } = shop
  const issueId = await freezes(1200)
  expect(await shop.house.store.batches.ofIssue(issueId)).toHaveLength(3)
  let most = 0
  const sent = new AbortController()
  const watch = async (): Promise<void> => {
    while (!sent.signal.aborted) {
      const { rows } = await sql.query<{ count: number }>(
        `select count(*)::int from delivery where state = 'handing_over'`,
      )
      most = Math.max(most, rows[0]?.count ?? 0)
    }
  }
  const watching = watch()
  await shop.sends()
  sent.abort()
  await watching
  expect(await newestIn(sql)).toMatchObject({ state: 'finished', counts: { accepted: 1200 } })
  expect(new Set(taken().map(({ to }) => to)).size).toBe(1200)
  expect(taken()).toHaveLength(1200)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(shop.house.relays.connections)
})

const decoded = async (message: Received): Promise<string> => {
  const mail = await readMail(message)
  const headers = mail.headers.map(({ key, value }) => `${key}: ${value}`)
  return [message.from, message.to, ...headers, mail.text, mail.html].join('\n')
}

test('messages of one rendition differ in their reader’s parts alone', async () => {
  await freezes(3)
  await shop.sends()
  const messages = taken()
  const ids = messages.map(idOf)
  expect(new Set(ids).size).toBe(3)
  const tokens = /(?:unsubscribe|preferences)(?:\/|(?:%20| ))[\w-]{48}/g
  const plain = await Promise.all(
    messages.map(async (message, place) =>
      (await decoded(message))
        .replaceAll(message.to, 'READER')
        .replaceAll(ids[place] ?? '', 'ID')
        .replaceAll(tokens, 'LINK'),
    ),
  )
  expect(new Set(plain).size).toBe(1)
  expect(plain[0]).toContain('READER')
})

test('a digest carries what mail programs look for, to one recipient', async () => {
  await freezes(1)
  await shop.sends()
  const [message] = taken()
  if (message === undefined) throw new Error('nothing was sent')
  const mail = await readMail(message)
  const all = (name: string): string[] => mail.headers.filter(({ key }) => key === name).map(({ value }) => value)
  const [unsubscribe = ''] = all('list-unsubscribe')
  expect(mail.to).toEqual([{ address: message.to, name: '' }])
  expect(unsubscribe).toMatch(
    /^<https:\/\/nashra\.example\/unsubscribe\/[\w-]{48}>, <mailto:news@marsad\.example\?subject=unsubscribe%20[\w-]{48}>$/,
  )
  expect(all('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(all('list-id')).toEqual([`<${letter.slug}.marsad.example>`])
  expect(all('feedback-id')).toEqual([expect.stringMatching(new RegExp(`^\\d+:${letter.slug}:digest:nashra$`))])
  for (const name of ['from', 'to', 'date', 'message-id', 'subject', 'mime-version']) expect(all(name)).toHaveLength(1)
  for (const name of ['cc', 'bcc']) expect(all(name)).toEqual([])
  expect(message.raw.toString('latin1').split('\r\n\r\n')[0]).toMatch(/^[\r\n -~]*$/)
})

test('every issue of this file adds up', async () => {
  expect(await readLedger(shop.sql)).not.toHaveLength(0)
})

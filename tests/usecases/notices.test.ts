import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { sendNotice } from '../../src/usecases/send-notice.ts'
import { subscribe } from '../../src/usecases/subscribe.ts'
import { eraseSubscriber, suppress } from '../../src/usecases/suppress.ts'
import { cut, openRudeServer } from '../mail/rude-server.ts'
import { SmtpReply, type Received } from '../support/sink.ts'
import { until } from '../support/wait.ts'
import { witness } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', timings: { noticeLeaseSeconds: 1.5 } })
  await shop.founds('marsad')
})
afterEach(() => {
  shop.sink.beforeTaking = async () => {}
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

/** Signs a visitor up and answers with the confirmation that waits to be mailed. */
const asks = async (email: string, { house, sql } = shop): Promise<string> => {
  await subscribe(house, { email, newsletter: 'marsad', cadence: null, lang: 'ar', zone: null, name: null, witness })
  const { rows } = await sql.query<{ id: string }>('select max(id) as id from notice')
  return rows[0]?.id ?? ''
}

const row = async (id: string, { sql } = shop) => {
  const { rows } = await sql.query('select state, attempts, reply from notice where id = $1', [id])
  return rows[0]
}

const goesOn = (minutes: number, { house, travelsTo }: Pick<Workshop, 'house' | 'travelsTo'> = shop): void =>
  travelsTo(new Date(house.clock.now().getTime() + minutes * 60_000))

const mailTo = (address: string): Received[] => shop.sink.received.filter(({ to }) => to === address)

const forAMinute = { leaseSeconds: 60, mostCopies: 3 }

const lapse = (id: string) =>
  shop.sql.query(`update notice set lease_until = now() - interval '1 second' where id = $1`, [id])

test('a confirmation that the relay puts off is tried again at its time, and mailed once', async () => {
  const id = await asks('late@example.org')
  shop.sink.beforeTaking = async () => {
    throw new SmtpReply(450, '4.7.0 later')
  }
  await sendNotice(shop.house, id)
  expect(await row(id)).toMatchObject({ state: 'planned', attempts: 1, reply: '450 4.7.0 later' })
  shop.sink.beforeTaking = async () => {}
  await sendNotice(shop.house, id)
  expect(mailTo('late@example.org')).toHaveLength(0)
  goesOn(2)
  expect(await shop.house.store.notices.overdue(shop.house.clock.now())).toContain(id)
  await sendNotice(shop.house, id)
  await sendNotice(shop.house, id)
  expect(await row(id)).toMatchObject({ state: 'accepted', attempts: 2 })
  expect(mailTo('late@example.org')).toHaveLength(1)
})

test('a confirmation whose reader the relay refuses ends there', async () => {
  const id = await asks('nobody@example.org')
  shop.sink.beforeTaking = async () => {
    throw new SmtpReply(550, '5.1.1 nobody')
  }
  await sendNotice(shop.house, id)
  goesOn(24 * 60)
  await sendNotice(shop.house, id)
  expect(await row(id)).toMatchObject({ state: 'refused', attempts: 1, reply: '550 5.1.1 nobody' })
})

test('a confirmation in doubt is mailed three times at most, each time under the same Message-ID', async () => {
  await using rude = await openRudeServer({ dot: cut })
  await using other = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]', relays: [rude.url] })
  await other.founds('marsad')
  const id = await asks('doubt@example.org', other)
  for (let round = 0; round < 6; round += 1) {
    await sendNotice(other.house, id)
    goesOn(24 * 60, other)
  }
  expect(await row(id, other)).toMatchObject({ state: 'failed', attempts: 3 })
  expect(rude.messages).toHaveLength(3)
  expect(new Set(rude.messages.map((message) => /^Message-ID: .*$/m.exec(message)?.[0])).size).toBe(1)
})

test('a confirmation that workers die over is given up after three copies', async () => {
  const id = await asks('deadly@example.org')
  for (let copy = 1; copy <= 3; copy += 1) {
    const claimed = await shop.house.store.notices.claim(id, shop.house.clock.now(), forAMinute)
    expect(claimed).toMatchObject({ attempts: copy })
    await lapse(id)
  }
  await sendNotice(shop.house, id)
  expect(await row(id)).toMatchObject({ state: 'failed' })
  expect(await shop.house.store.notices.overdue(shop.house.clock.now())).not.toContain(id)
  expect(mailTo('deadly@example.org')).toHaveLength(0)
})

test('a relay that takes its time gets one copy, not one for each lease', async () => {
  const id = await asks('patient@example.org')
  const answer = Promise.withResolvers<void>()
  let asked = 0
  shop.sink.beforeTaking = async () => {
    asked += 1
    await answer.promise
  }
  const sending = sendNotice(shop.house, id)
  await until('the relay is asked', () => asked === 1)
  await pause(2000)
  await sendNotice(shop.house, id)
  answer.resolve()
  await sending
  expect(await row(id)).toMatchObject({ state: 'accepted', attempts: 1 })
  expect(mailTo('patient@example.org')).toHaveLength(1)
})

test('the late word of a worker who lost a confirmation does not undo what another has done', async () => {
  const id = await asks('heir@example.org')
  const { notices } = shop.house.store
  const lost = await notices.claim(id, shop.house.clock.now(), forAMinute)
  await lapse(id)
  await sendNotice(shop.house, id)
  if (lost === null) throw new Error('the notice was not to be had')
  await notices.settle(lost, { state: 'planned', reply: '450 later', nextAt: shop.house.clock.now() })
  await sendNotice(shop.house, id)
  expect(await row(id)).toMatchObject({ state: 'accepted', attempts: 2 })
  expect(mailTo('heir@example.org')).toHaveLength(1)
})

test('nothing is mailed to who was suppressed or erased in between', async () => {
  const suppressed = await asks('suppressed@example.org')
  await suppress(shop.house, 'suppressed@example.org', { reason: 'complaint', note: '' })
  await sendNotice(shop.house, suppressed)
  expect(await row(suppressed)).toMatchObject({ state: 'refused', reply: 'not to be mailed' })
  const erased = await asks('erased@example.org')
  const person = await shop.house.store.subscribers.byAddress('erased@example.org')
  await eraseSubscriber(shop.house, person?.id ?? '')
  await sendNotice(shop.house, erased)
  await asks('erased@example.org')
  expect(await row(erased)).toBeUndefined()
  for (const address of ['suppressed@example.org', 'erased@example.org']) expect(mailTo(address)).toEqual([])
})

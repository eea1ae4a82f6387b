import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Alarm } from '../../src/store/alarms.ts'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import type { House } from '../../src/usecases/house.ts'
import { clockIsRight } from '../../src/usecases/check-clock.ts'
import { makeDkimKey } from '../../src/usecases/make-dkim-key.ts'
import { raiseAlarm, settleAlarm } from '../../src/usecases/raise-alarm.ts'
import { recordBounce } from '../../src/usecases/record-bounce.ts'
import { putUser } from '../../src/usecases/sign-in.ts'
import { resumeIssue } from '../../src/usecases/steer-issue.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { watch } from '../../src/usecases/watch.ts'
import { readMail, SmtpReply, type Received } from '../support/sink.ts'
import { addressesOf, gathers, publishes } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
let letter: KeptNewsletter
let readers: string[]
let issueId: string
let founded = 0

const admins = { ar: 'noura@newsroom.example', en: 'peter@newsroom.example' }

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  for (const lang of ['ar', 'en'] as const)
    await putUser(shop.house.store, { email: admins[lang], password: 'open sesame, please', lang })
})
/** An issue of two hundred readers that has not begun to be sent. */
beforeEach(async () => {
  const { house, sql, sink } = shop
  await sql.query('delete from alarm')
  await sql.query(`update issue set state = 'cancelled', finished_at = '2020-01-01', started_at = '2020-01-01'`)
  await sql.query('delete from bounce')
  sink.beforeTaking = async () => {}
  founded += 1
  letter = await shop.founds(`letter-${founded}`, { name: 'صدى التقنية' })
  readers = await gathers({ house, sql }, letter, addressesOf(200, letter.slug))
  await publishes(house, letter, `مقال ${letter.slug}`)
  issueId = (await triggerIssue(house, { newsletter: letter, cadence: null, note: null, at: null })).id
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

const open = (): Promise<Alarm[]> => shop.house.store.alarms.open()
const kinds = async (): Promise<string[]> => (await open()).map(({ kind, about, level }) => `${kind} ${about} ${level}`)
const mailsTo = (address: string): Received[] => shop.sink.received.filter(({ to }) => to === address)
const anHourPasses = () =>
  shop.sql
    .query(`update alarm set raised_at = raised_at - interval '61 minutes', mailed_at = mailed_at - interval '61 minutes',
    settled_at = settled_at - interval '61 minutes'`)
const issue = async () =>
  (await shop.sql.query('select state, pause_reason as reason from issue where id = $1', [issueId])).rows[0]

const complain = async (from: number, to: number, kind: 'complaint' | 'hard' = 'complaint'): Promise<void> => {
  for (const subscriptionId of readers.slice(from, to))
    await recordBounce(shop.house, {
      kind,
      road: kind === 'hard' ? 'dsn' : 'arf',
      about: { issueId, subscriptionId },
      status: kind === 'hard' ? '5.1.1' : null,
      diagnostic: '',
      eventId: `${kind} ${issueId} ${subscriptionId}`,
      at: shop.house.clock.now(),
    })
}

test('complaints warn, then stop what is still being sent; an admin lets it go on, and is not told the same again', async () => {
  const { house } = shop
  await shop.sends()
  await shop.sql.query(`update issue set state = 'sending', finished_at = null where id = $1`, [issueId])
  await complain(0, 1)
  await watch(house)
  expect(await kinds()).toEqual([])
  await complain(1, 2)
  await watch(house)
  expect((await kinds()).toSorted()).toEqual([
    `complaints issue ${issueId} warn`,
    `complaints newsletter ${letter.id} warn`,
  ])
  expect(await issue()).toEqual({ state: 'sending', reason: null })
  await complain(2, 3)
  await watch(house)
  expect((await kinds()).toSorted()).toEqual([
    `complaints issue ${issueId} grave`,
    `complaints newsletter ${letter.id} grave`,
  ])
  expect(await issue()).toEqual({ state: 'paused', reason: 'complaints' })

  await resumeIssue(house, issueId)
  await shop.sql.query(`update issue set state = 'sending', finished_at = null where id = $1`, [issueId])
  for (const _ of 'twice') await watch(house)
  expect(await kinds()).toEqual([])
  expect(await issue()).toEqual({ state: 'sending', reason: null })
  await complain(3, 6)
  await watch(house)
  expect(await kinds()).toHaveLength(2)
  expect(await issue()).toEqual({ state: 'paused', reason: 'complaints' })
})

test('hard bounces of an issue that is out already are told, and stop the next one of that newsletter', async () => {
  const { house } = shop
  await shop.sends()
  expect(await issue()).toMatchObject({ state: 'finished' })
  await complain(0, 25, 'hard')
  await watch(house)
  expect((await kinds()).toSorted()).toEqual([
    `hard_bounces issue ${issueId} grave`,
    `hard_bounces newsletter ${letter.id} grave`,
  ])
  shop.travelsTo(new Date(house.clock.now().getTime() + 60_000))
  await publishes(house, letter, `آخر ${letter.slug}`)
  issueId = (await triggerIssue(house, { newsletter: letter, cadence: null, note: null, at: null })).id
  await watch(house)
  expect(await issue()).toEqual({ state: 'paused', reason: 'hard_bounces' })
})

test('each admin is mailed once an hour about each thing, in their own language, until it is settled', async () => {
  const { house, sink } = shop
  const before = { ar: mailsTo(admins.ar).length, en: mailsTo(admins.en).length }
  const fresh = (lang: 'ar' | 'en'): Received[] => mailsTo(admins[lang]).slice(before[lang])
  const condition = {
    kind: 'breaker',
    about: `issue ${issueId}`,
    level: 'grave',
    facts: { newsletter: 'صدى التقنية', count: 150, total: 200, reply: '550 5.7.1 blocked' },
  } as const
  await raiseAlarm(house, condition)
  await house.store.alarms.pauseIssue(issueId, 'breaker')
  for (const _ of 'thrice') await watch(house)
  expect([fresh('ar').length, fresh('en').length]).toEqual([1, 1])
  const [arabic, english] = [await readMail(fresh('ar')[0] as Received), await readMail(fresh('en')[0] as Received)]
  expect(arabic.subject).toBe('رسائل «صدى التقنية» لا تُقبل')
  expect(arabic.text).toContain('المحاولات الأخيرة: 200، وما لم يُقبل منها: 150. وآخر جواب: 550 5.7.1 blocked')
  expect(arabic.text).toContain('توقف العدد مؤقتًا من تلقاء نفسه')
  expect(english.subject).toBe('Messages of صدى التقنية are not being taken')
  expect(english.text).toContain(`https://nashra.example/admin/issues/${issueId}?lang=en`)
  expect(english.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')

  await anHourPasses()
  await watch(house)
  await watch(house)
  expect([fresh('ar').length, fresh('en').length]).toEqual([2, 2])
  await resumeIssue(house, issueId)
  await anHourPasses()
  await watch(house)
  expect(fresh('ar')).toHaveLength(2)
  expect(sink.received.length).toBeGreaterThan(0)
})

test('mail that no relay takes now is tried again in five minutes, until one of the admins has it', async () => {
  const { house, sink } = shop
  const before = mailsTo(admins.en).length
  sink.beforeTaking = async () => {
    throw new SmtpReply(451, '4.3.0 later')
  }
  await raiseAlarm(house, { kind: 'clock', about: 'worker a', level: 'grave', facts: { name: 'a', count: 40 } })
  await watch(house)
  sink.beforeTaking = async () => {}
  await watch(house)
  expect(mailsTo(admins.en)).toHaveLength(before)
  await shop.sql.query(`update alarm set mailed_at = mailed_at - interval '6 minutes'`)
  for (const _ of 'twice') await watch(house)
  expect(mailsTo(admins.en)).toHaveLength(before + 1)
})

test('more in doubt than there are connections is an alarm; what an admin knows of is not counted again', async () => {
  const { house, sql } = shop
  const doubt = (count: number) =>
    sql.query(
      `update delivery set state = 'uncertain', changed_at = now() where issue_id = $1 and subscription_id in
         (select subscription_id from delivery where issue_id = $1 and state = 'planned' order by 1 limit $2)`,
      [issueId, count],
    )
  const { connections } = house.relays
  await doubt(connections)
  await watch(house)
  expect(await kinds()).toEqual([])
  await doubt(1)
  await watch(house)
  expect(await open()).toMatchObject([
    { kind: 'uncertain', about: '', facts: { count: connections + 1, total: connections } },
  ])
  await settleAlarm(house, (await open())[0]?.id ?? '')
  await doubt(1)
  await watch(house)
  expect(await kinds()).toEqual([])
  await doubt(connections)
  await watch(house)
  expect(await kinds()).toEqual(['uncertain  grave'])
})

test('a part over which workers died is told, and tried again when an admin lets the issue go on', async () => {
  const { house, sql } = shop
  await sql.query('update batch set parked = true, deaths = 5 where issue_id = $1', [issueId])
  await watch(house)
  expect(await kinds()).toEqual([`parked issue ${issueId} grave`])
  await shop.sends()
  expect((await house.store.issues.counts(issueId)).planned).toBe(200)
  await resumeIssue(house, issueId)
  expect(await kinds()).toEqual([])
  await shop.sends()
  expect((await house.store.issues.counts(issueId)).accepted).toBe(200)
})

test('a ledger that does not add up, a relay that is away and a key that cannot be opened are told', async () => {
  const { house, sql } = shop
  await sql.query('update issue set planned = 201 where id = $1', [issueId])
  const key = await makeDkimKey(house, { domain: 'marsad.example', selector: 'n1', algorithm: 'ed25519' })
  await sql.query(`update dkim_key set state = 'signing' where id = $1`, [key.id])
  const fault = 'relay mx.example:587 auth: 535 5.7.8 no'
  const states = () => [
    { label: 'mx.example:587', weight: 1, backup: false, open: 0, most: 20, fault, faultMinutes: 4.2 },
    { label: 'mx2.example:587', weight: 1, backup: false, open: 0, most: 20, fault, faultMinutes: 2.9 },
    { label: 'mx3.example:587', weight: 1, backup: false, open: 1, most: 20, fault: null, faultMinutes: 0 },
  ]
  const blind: House = {
    ...house,
    relays: Object.assign(Object.create(house.relays) as House['relays'], { states }),
    dkim: { ...house.dkim, seal: { ...house.dkim.seal, open: () => null } },
  }
  await watch(blind)
  expect((await kinds()).toSorted()).toEqual([
    'dkim domain marsad.example grave',
    `ledger issue ${issueId} grave`,
    'relay relay mx.example:587 grave',
  ])
  await sql.query('delete from dkim_key')
})

test('what has passed settles itself after ten minutes of silence, and may come again', async () => {
  const { house, sql } = shop
  const condition = { kind: 'clock', about: 'worker b', level: 'grave', facts: { name: 'b', count: 9 } } as const
  const first = await raiseAlarm(house, condition)
  const again = await raiseAlarm(house, { ...condition, facts: { name: 'b', count: 12 } })
  expect([again?.id, again?.facts['count']]).toEqual([first?.id, 12])
  await sql.query(`update alarm set last_at = last_at - interval '11 minutes'`)
  await watch(house)
  expect(await kinds()).toEqual([])
  expect((await raiseAlarm(house, condition))?.id).not.toBe(first?.id)
})

test('fifty who see the same at once raise one alarm', async () => {
  const condition = { kind: 'relay', about: 'relay mx', level: 'grave', facts: { name: 'mx', count: 3 } } as const
  const raised = await Promise.all(Array.from({ length: 50 }, () => raiseAlarm(shop.house, condition)))
  expect(new Set(raised.map((alarm) => alarm?.id)).size).toBe(1)
  expect(await kinds()).toEqual(['relay relay mx grave'])
})

test('a worker whose clock is wrong says so to admins, and works on once it is right', async () => {
  const { house } = shop
  const skewed: House = { ...house, timings: { ...house.timings, mostSkewSeconds: 5 } }
  expect(await clockIsRight(skewed)).toBe(false)
  const [alarm] = await open()
  expect(alarm).toMatchObject({ kind: 'clock', level: 'grave', facts: { name: expect.stringMatching(/./) } })
  expect(Number(alarm?.facts['count'])).toBeGreaterThan(5)
  const real: House = { ...skewed, clock: { now: () => new Date() } }
  expect(await clockIsRight(real)).toBe(true)
})

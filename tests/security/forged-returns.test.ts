import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freePort } from '../support/free-port.ts'
import { openHouse, type TestHouse } from '../support/house.ts'
import { complaintOf, handIn, noticeOf, type Returning } from '../support/returns.ts'
import type { Received } from '../support/sink.ts'
import { readReturnedMail } from '../../src/usecases/read-returned-mail.ts'

const plain = 'bounces@news.example.org'
const victims = Array.from({ length: 4 }, (_, n) => `victim${n}@example.org`)

let house: TestHouse
let door: string
let digests: readonly Received[]

beforeAll(async () => {
  door = `smtp://127.0.0.1:${await freePort()}`
  house = await openHouse({ settings: { BOUNCE_ADDRESS: plain, BOUNCE_LISTEN: door } })
  for (const email of [...victims, 'attacker@example.org'])
    await house.api('POST', '/api/v1/subscribers', { email, newsletter: 'marsad', state: 'active' })
  await house.publishes('العدد')
  await house.sends()
  digests = house.sink.received
})
afterAll(async () => house[Symbol.asyncDispose]())

const digestTo = (address: string): Received => {
  const found = digests.find(({ to }) => to === address)
  if (found === undefined) throw new Error(`${address} has no mail.`)
  return found
}

const suppressed = async (): Promise<string[]> =>
  (await house.api('GET', '/api/v1/suppressions')).body.items.map(({ email }: { email: string }) => email)

const takesFrom = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? ''

const headers = (id: string, to: string): Buffer => Buffer.from(`To: ${to}\r\nMessage-ID: ${id}\r\n\r\n`)

/** What somebody can write who knows a reader's address, and has mail of ours of their own. */
const forgeries = (victim: string): Returning[] => {
  const own = digestTo('attacker@example.org')
  const ownText = own.raw.toString('latin1')
  const messageId = takesFrom(ownText, /<\d+\.[\da-f]{32}@[^>]+>/)
  const invented = messageId.replace(/\.[\da-f]{32}@/, `.${'0123456789abcdef'.repeat(2)}@`)
  const about = (mail: Partial<Received>): Received => ({ from: plain, to: victim, raw: Buffer.alloc(0), ...mail })
  const guessed = own.from.replace(/.(?=@)/, (letter) => (letter === 'a' ? 'b' : 'a'))
  const notices = [
    noticeOf(about({}), { recipient: victim }),
    noticeOf(about({ raw: headers(invented, victim) }), { recipient: victim }),
    noticeOf(about({ raw: headers(messageId, victim) }), { recipient: victim }),
    noticeOf(about({ raw: headers(messageId.replace('<', '<9'), victim) }), { recipient: victim }),
    noticeOf(about({ raw: Buffer.from(`Return-Path: <${guessed}>\r\nTo: ${victim}\r\n\r\n`) }), { recipient: victim }),
    noticeOf(about({ raw: headers('<1.zz@marsad.example>', victim) }), { recipient: victim, status: '5.1.10' }),
  ]
  const complaints = [
    complaintOf(about({ raw: headers(invented, victim) }), plain),
    complaintOf(about({ raw: headers(messageId, victim) }), plain),
    complaintOf(about({ from: guessed, raw: headers(invented, victim) }), plain),
    complaintOf(about({ from: victim }), plain, 'opt-out'),
  ]
  const text = `From: MAILER-DAEMON@mx.example\r\nTo: ${plain}\r\nSubject: failure notice\r\n\r\n<${victim}>:\r\n550 5.1.1 User unknown\r\n`
  const letters = [
    { to: plain, raw: text },
    { to: plain, raw: `X-Failed-Recipients: ${victim}\r\n${text}` },
    { to: plain, raw: `From: ${victim}\r\nTo: ${plain}\r\nSubject: unsubscribe ${'A'.repeat(48)}\r\n\r\n` },
    { to: plain, raw: `From: ${victim}\r\nTo: ${plain}\r\nSubject: unsubscribe\r\n\r\n` },
    { to: plain, raw: `Delivered-To: ${guessed}\r\n${text}` },
  ]
  return [...notices, ...complaints, ...letters].map((mail) => ({ ...mail, to: plain }))
}

test('sixty forged bounces, complaints and unsubscribe mails suppress nobody and end nothing', async () => {
  const forged = victims.flatMap(forgeries)
  expect(forged.length).toBeGreaterThanOrEqual(60)
  for (const mail of forged) expect(await handIn(door, mail)).toBe(250)
  expect(await suppressed()).toEqual([])
  const { rows } = await house.sql.query(`select distinct verdict, issue_id, subscription_id, address_hash from bounce`)
  expect(rows).toEqual([{ verdict: 'noted', issue_id: null, subscription_id: null, address_hash: null }])
  const { rows: states } = await house.sql.query(`select distinct state from subscription`)
  expect(states).toEqual([{ state: 'active' }])
  const { rows: kept } = await house.sql.query(`select from bounce where diagnostic like '%victim%'`)
  expect(kept).toEqual([])
})

test('a return path with a forged token is refused at the door', async () => {
  const [first] = victims
  const guessed = digestTo(first ?? '').from.replace(/.(?=@)/, (letter) => (letter === 'a' ? 'b' : 'a'))
  expect(await handIn(door, { ...noticeOf(digestTo(first ?? ''), { recipient: first ?? '' }), to: guessed })).toBe(550)
})

test('an attacker’s own return path speaks for nobody but the attacker', async () => {
  const [victim = ''] = victims
  const own = digestTo('attacker@example.org')
  expect(await handIn(door, noticeOf({ ...digestTo(victim), from: own.from }, { recipient: victim }))).toBe(250)
  expect(await suppressed()).toEqual(['attacker@example.org'])
})

test('a genuine Message-ID proves a bounce that lost its return path', async () => {
  const [, , , victim = ''] = victims
  const lost = noticeOf({ ...digestTo(victim), from: plain }, { recipient: victim })
  const given = { raw: Buffer.from(String(lost.raw)), envelopeTo: [], envelopeFrom: null }
  expect(await readReturnedMail(house.house, given)).toEqual({ kind: 'bounce', verdict: 'suppressed' })
  expect(await readReturnedMail(house.house, given)).toEqual({ kind: 'bounce', verdict: 'repeated' })
})

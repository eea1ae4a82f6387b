import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freePort } from '../support/free-port.ts'
import { openHouse, type TestHouse } from '../support/house.ts'
import type { Reader } from '../support/reader.ts'
import { complaintOf, handIn, noticeOf } from '../support/returns.ts'
import type { Received } from '../support/sink.ts'

let house: TestHouse
let door: string

beforeAll(async () => {
  door = `lmtp://127.0.0.1:${await freePort()}`
  house = await openHouse({
    at: '2026-03-03T10:00[Asia/Riyadh]',
    settings: { BOUNCE_ADDRESS: 'Bounces@news.example.org', BOUNCE_LISTEN: door },
  })
})
afterAll(async () => house[Symbol.asyncDispose]())

const newestTo = ({ address }: Reader): Received => {
  const mail = house.sink.received.findLast(({ to }) => to === address)
  if (mail === undefined) throw new Error(`${address} has no mail.`)
  return mail
}

const suppressionOf = async ({ address }: Reader): Promise<{ reason: string; note: string } | undefined> => {
  const { body } = await house.api('GET', '/api/v1/suppressions')
  return (body.items as { email: string; reason: string; note: string }[]).find(({ email }) => email === address)
}

const bounces = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await house.api('GET', `/api/v1/bounces?limit=200${query}`)).body.items

const joins = async (...names: string[]): Promise<Reader[]> => {
  const readers = names.map((name) => house.reader(`${name}@example.org`))
  for (const { address } of readers)
    await house.api('POST', '/api/v1/subscribers', { email: address, newsletter: 'marsad', state: 'active' })
  return readers
}

const mailed = (reader: Reader): number => house.sink.received.filter(({ to }) => to === reader.address).length

test('a digest to a dead address comes back by its own return path, and the next issue skips that reader', async () => {
  const [dead, alive] = (await joins('dead', 'alive')) as [Reader, Reader]
  await house.publishes('الأول')
  const issue = await house.sends()
  const digest = newestTo(dead)
  expect(digest.from).toMatch(/^Bounces\+[a-z2-7]{20,48}@news\.example\.org$/)
  expect(digest.from).not.toBe(newestTo(alive).from)

  const notice = noticeOf(digest, { recipient: dead.address })
  expect(await handIn(door, notice)).toBe(250)
  expect(await suppressionOf(dead)).toMatchObject({
    reason: 'hard_bounce',
    note: expect.stringMatching(/^5\.1\.1 550/),
  })
  const [bounce] = await bounces(`&issue=${issue.id}&kind=hard`)
  expect(bounce).toMatchObject({
    road: 'dsn',
    email: dead.address,
    issue: issue.id,
    status: '5.1.1',
    verdict: 'suppressed',
  })

  expect(await handIn(door, notice)).toBe(250)
  expect(await bounces(`&issue=${issue.id}`)).toHaveLength(1)
  expect(await house.house.store.bounces.countsFor(issue.id)).toEqual({ hard: 1, soft: 0, complaint: 0 })

  await house.publishes('الثاني')
  await house.sends()
  expect([mailed(dead), mailed(alive)]).toEqual([1, 2])
})

test('a reader who pressed “spam” is not mailed again, and a later success does not undo it', async () => {
  const [angry] = (await joins('angry')) as [Reader]
  await house.publishes('الثالث')
  await house.sends()
  expect(await handIn(door, complaintOf(newestTo(angry), 'bounces@news.example.org'))).toBe(250)
  expect(await suppressionOf(angry)).toMatchObject({ reason: 'complaint' })
  await handIn(door, noticeOf(newestTo(angry), { recipient: angry.address, action: 'delivered', status: '2.0.0' }))
  await house.publishes('الرابع')
  await house.sends()
  expect(mailed(angry)).toBe(1)
})

test('a full mailbox is forgiven until five issues in a row have come back; a block is never held against its reader', async () => {
  const [full, blocked] = (await joins('full', 'blocked')) as [Reader, Reader]
  const sends = async (fullComesBack: boolean): Promise<void> => {
    await house.publishes(`العدد ${house.sink.received.length}`)
    await house.sends()
    const block = { status: '5.7.1', diagnostic: '550 5.7.1 Our system has detected unsolicited mail' }
    await handIn(door, noticeOf(newestTo(blocked), { recipient: blocked.address, ...block }))
    const overQuota = { status: '5.2.2', diagnostic: '552 5.2.2 Over quota' }
    if (fullComesBack) await handIn(door, noticeOf(newestTo(full), { recipient: full.address, ...overQuota }))
  }
  for (const comesBack of [true, true, true, true, false, true, true, true, true]) await sends(comesBack)
  expect(await suppressionOf(full)).toBeUndefined()
  await sends(true)
  expect(await suppressionOf(full)).toMatchObject({
    reason: 'hard_bounce',
    note: expect.stringMatching(/^5 issues in a row/),
  })
  expect(await suppressionOf(blocked)).toBeUndefined()
  const ofBlocked = (await bounces('&kind=soft')).filter(({ email }) => email === blocked.address)
  expect(ofBlocked.map(({ verdict }) => verdict)).toEqual(Array(10).fill('noted'))
})

test('a mail to the address of List-Unsubscribe ends the subscription, once and for good', async () => {
  const [leaving] = (await joins('leaving')) as [Reader]
  await house.publishes('قبل الرحيل')
  await house.sends()
  const [mail] = (await leaving.mails()).slice(-1)
  const header = mail?.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
  const link = new URL(/<(mailto:[^>]+)>/.exec(header)?.[1] ?? '')
  expect(link.pathname).toBe('Bounces@news.example.org')
  const raw = [
    `From: ${leaving.address}`,
    `To: ${link.pathname}`,
    `Subject: ${link.searchParams.get('subject')}`,
    '',
    '',
  ].join('\r\n')
  for (let time = 0; time < 2; time += 1) {
    expect(await handIn(door, { from: leaving.address, to: link.pathname, raw })).toBe(250)
    expect(await house.subscriptionOf(leaving)).toMatchObject({ state: 'unsubscribed', round: 1 })
  }
  const { rows } = await house.sql.query(`select page from consent where event = 'unsubscribed'`)
  expect(rows).toEqual([{ page: 'mail' }])
  const forged = raw.replace(/unsubscribe \w/, 'unsubscribe x')
  expect(await handIn(door, { from: leaving.address, to: link.pathname, raw: forged })).toBe(250)
})

test('a bounce of a confirmation mail suppresses the address that somebody mistyped', async () => {
  const typo = house.reader('tpyo@example.org')
  await typo.signsUp()
  await handIn(door, noticeOf(newestTo(typo), { recipient: typo.address }))
  expect(await suppressionOf(typo)).toMatchObject({ reason: 'hard_bounce' })
})

test('what receivers said about a person goes when the person is erased', async () => {
  const [gone] = (await joins('to-be-erased')) as [Reader]
  await house.publishes('قبل المحو')
  await house.sends()
  const digest = newestTo(gone)
  await handIn(door, noticeOf(digest, { recipient: gone.address }))
  const { body } = await house.api('GET', '/api/v1/subscribers?q=to-be-erased')
  await house.api('DELETE', `/api/v1/subscribers/${body.items[0].id}`)
  await handIn(
    door,
    noticeOf(digest, { recipient: gone.address, status: '5.2.2', diagnostic: `552 ${gone.address} is full` }),
  )
  const { rows } = await house.sql.query(
    `select verdict, diagnostic from bounce where diagnostic like '%to-be-erased%' or verdict = 'noted' and diagnostic like '%is full'`,
  )
  expect(rows).toEqual([{ verdict: 'noted', diagnostic: '552 … is full' }])
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { createDigestComposer } from '../../src/mail/digest-composer.ts'
import { startDkimKey } from '../../src/usecases/start-dkim-key.ts'
import type { House } from '../../src/usecases/house.ts'
import { command } from '../support/command.ts'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse({ at: '2026-11-20T10:00[Asia/Riyadh]' })
  const { body } = await house.api('GET', '/api/v1/newsletters')
  await house.api('PATCH', `/api/v1/newsletters/${body.items[0].id}`, { postalAddress: 'ص.ب. 12345، الرياض' })
})
afterAll(async () => house[Symbol.asyncDispose]())

interface Shown {
  readonly id: string
  readonly selector: string
  readonly state: string
  readonly dns: { readonly name: string; readonly value: string; readonly zone: string }
  readonly unpublishFrom: string | null
  readonly usable?: boolean
}

const api = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  house.api(method, `/api/v1/dkim-keys${path}`, body, headers)
const makes = async (body: unknown): Promise<Shown> => {
  const answer = await api('POST', '', body)
  expect(answer.status).toBe(201)
  return answer.body
}
const listed = async (): Promise<Shown[]> => (await api('GET', '')).body.items
const statesOf = async () => Object.fromEntries((await listed()).map(({ selector, state }) => [selector, state]))

/** What the newest message's signatures are, by a verifier that finds in DNS what the API said to publish. */
const verdictsOfNewest = async (): Promise<string[]> => {
  const records = new Map((await listed()).map(({ dns }) => [dns.name, dns.value]))
  const resolver = async (name: string) => {
    const value = records.get(name)
    if (value === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
    return [[value]]
  }
  const newest = house.sink.received.at(-1)
  const { results } = await dkimVerify(newest?.raw ?? Buffer.alloc(0), { resolver })
  return results.flatMap(({ selector, algo, status }) =>
    status.result === 'none' ? [] : `${selector} ${algo} ${status.result}`,
  )
}

test('a key is made waiting, with the record to publish, and shows nothing of its private half', async () => {
  const key = await makes({ domain: 'Marsad.example' })
  expect(key).toMatchObject({ domain: 'marsad.example', selector: 'nashra-2026-11-rsa', state: 'waiting' })
  expect(key.dns.name).toBe('nashra-2026-11-rsa._domainkey.marsad.example')
  expect(Buffer.from(key.dns.value.split('p=')[1] ?? '', 'base64').length).toBe(294)
  expect(key.dns.zone).toContain('" "')
  expect(JSON.stringify(key)).not.toMatch(/PRIVATE|sealed/)
  expect((await makes({ domain: 'marsad.example' })).selector).toBe('nashra-2026-11-rsa-2')
  expect((await makes({ domain: 'مثال.إختبار', algorithm: 'ed25519', selector: 'e1' })).dns.name).toBe(
    'e1._domainkey.xn--mgbh0fb.xn--kgbechtv',
  )
  const { rows } = await house.sql.query('select sealed from dkim_key')
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain('PRIVATE')
})

test('bad wishes are refused in the asker’s language', async () => {
  const arabic = { 'Accept-Language': 'ar' }
  for (const [body, path] of [
    [{ domain: 'no domain' }, 'domain'],
    [{ domain: 'localhost' }, 'domain'],
    [{ domain: 'a@b.example' }, 'domain'],
    [{ domain: 'b.example', selector: 'Not this' }, 'selector'],
    [{ domain: 'b.example', algorithm: 'dsa' }, 'algorithm'],
    [{ domain: 'b.example', bits: 512 }, ''],
  ] as const) {
    const { status, body: problem } = await api('POST', '', body, arabic)
    expect([body, status, problem.errors?.[0]?.path]).toEqual([body, 400, path])
  }
  const taken = await api('POST', '', { domain: 'marsad.example', selector: 'nashra-2026-11-rsa' }, arabic)
  expect([taken.status, taken.body.detail]).toEqual([409, expect.stringContaining('المحدِّد')])
  for (const path of ['/999/sign', '/999/retire']) expect((await api('POST', path, {})).status).toBe(404)
  expect((await api('GET', '/x/dns')).status).toBe(404)
})

test('a key signs only once DNS shows its record, and what is wrong there is said', async () => {
  const key = await makes({ domain: 'waiting.example', algorithm: 'ed25519', selector: 'w' })
  const answering = (found: readonly string[]): House => ({
    ...house.house,
    dkim: { ...house.house.dkim, lookUp: async (name) => (name === key.dns.name ? found : []) },
  })
  for (const [found, what] of [
    [[], 'dkim_record_missing'],
    [['v=DKIM1; k=ed25519; p=AAAA'], 'dkim_record_different'],
    [['v=DKIM1; p='], 'dkim_record_revoked'],
    [[key.dns.value, key.dns.value], 'dkim_record_several'],
  ] as const) {
    await expect(startDkimKey(answering(found), key.id, { unchecked: false })).rejects.toMatchObject({
      refusal: { kind: 'not_ready', what },
    })
    expect((await statesOf())['w']).toBe('waiting')
  }
  expect(await startDkimKey(answering([key.dns.value]), key.id, { unchecked: false })).toMatchObject({
    state: 'signing',
  })
})

test('the real DNS shows nothing of ours: the verdict says so in a sentence, and signing is refused', async () => {
  const key = (await listed()).find(({ selector }) => selector === 'nashra-2026-11-rsa')
  const { body } = await api('GET', `/${key?.id}/dns`, undefined, { 'Accept-Language': 'ar' })
  expect(['missing', 'unanswered']).toContain(body.verdict)
  expect(body.words).toMatch(/DNS/)
  expect(body.words).toMatch(/\p{Script=Arabic}/u)
  expect((await api('POST', `/${key?.id}/sign`, {})).status).toBe(409)
}, 30_000)

test('from the moment a key is told to, digests and single mails are signed; a newer key takes over and the older retires', async () => {
  await house.api('POST', '/api/v1/subscribers', { email: 'salma@example.org', newsletter: 'marsad', state: 'active' })
  await house.publishes('مقال أول')
  await house.sends()
  expect(await verdictsOfNewest()).toEqual([])

  const keys = Object.fromEntries((await listed()).map((key) => [key.selector, key]))
  expect((await api('POST', `/${keys['nashra-2026-11-rsa']?.id}/sign`, { unchecked: true })).body.state).toBe('signing')
  await house.publishes('مقال ثان')
  await house.sends()
  expect(await verdictsOfNewest()).toEqual(['nashra-2026-11-rsa rsa-sha256 pass'])
  const hana = house.reader('hana@example.org')
  await hana.signsUp()
  await house.settles()
  expect(house.sink.received.at(-1)?.to).toBe('hana@example.org')
  expect(await verdictsOfNewest()).toEqual(['nashra-2026-11-rsa rsa-sha256 pass'])

  const ed = await makes({ domain: 'marsad.example', algorithm: 'ed25519', selector: 'ed' })
  await api('POST', `/${ed.id}/sign`, { unchecked: true })
  await api('POST', `/${keys['nashra-2026-11-rsa-2']?.id}/sign`, { unchecked: true })
  expect(await statesOf()).toMatchObject({
    'nashra-2026-11-rsa': 'retired',
    'nashra-2026-11-rsa-2': 'signing',
    ed: 'signing',
  })
  await house.publishes('مقال ثالث')
  await house.sends()
  expect((await verdictsOfNewest()).toSorted()).toEqual([
    'ed ed25519-sha256 pass',
    'nashra-2026-11-rsa-2 rsa-sha256 pass',
  ])
  expect((await listed()).find(({ selector }) => selector === 'nashra-2026-11-rsa')?.unpublishFrom).toBe(
    '2026-11-27T07:00:00.000Z',
  )
})

test('another process notices a change within a minute, without a restart', async () => {
  const { rows } = await house.sql.query(`select id from dkim_key where selector = 'ed'`)
  await house.sql.query(`update dkim_key set state = 'retired', retired_at = now() where id = $1`, [rows[0].id])
  await house.travelsTo('2026-11-20T10:01[Asia/Riyadh]')
  await house.publishes('مقال رابع')
  await house.sends()
  expect(await verdictsOfNewest()).toEqual(['nashra-2026-11-rsa-2 rsa-sha256 pass'])
})

test('two who start keys of one kind at once leave one that signs', async () => {
  const keys = await Promise.all(['r1', 'r2', 'r3'].map((selector) => makes({ domain: 'race.example', selector })))
  await Promise.all(keys.map(({ id }) => api('POST', `/${id}/sign`, { unchecked: true })))
  const { body } = await api('GET', '?domain=race.example')
  expect(body.items.filter(({ state }: Shown) => state === 'signing')).toHaveLength(1)
})

test('without its SECRET_KEY a domain’s mail waits, and leaves signed once the former key is back', async () => {
  await house.restarts({ SECRET_KEY: 'quite another secret of this one house' })
  expect((await listed()).every(({ usable }) => usable === false)).toBe(true)
  const before = house.sink.received.length
  await house.publishes('مقال خامس')
  const issue = await house.api('POST', '/api/v1/issues', { newsletter: 'marsad' })
  const deliveries = `/api/v1/issues/${issue.body.id}/deliveries`
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(house.sink.received.length).toBe(before)
  const states = async () =>
    (await house.api('GET', deliveries)).body.items.map(({ state }: { state: string }) => state)
  for (const state of await states()) expect(['planned', 'deferred']).toContain(state)
  const retired = (await listed()).find(({ state }) => state === 'retired')
  const refused = await api('POST', `/${retired?.id}/sign`, { unchecked: true })
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('SECRET_KEY')])

  await house.restarts({
    SECRET_KEY: 'quite another secret of this one house,a secret for tests that is long enough',
  })
  await house.sql.query('update batch set next_at = now()')
  await house.settles()
  expect((await states()).every((state: string) => state === 'accepted')).toBe(true)
  expect(await verdictsOfNewest()).toEqual(['nashra-2026-11-rsa-2 rsa-sha256 pass'])
}, 60_000)

test('the command line makes, lists, starts and retires keys, for people and for programs', async () => {
  const made = JSON.parse((await command(house, 'dkim:create', '--domain', 'cli.example', '--json')).out)
  expect(made).toMatchObject({ domain: 'cli.example', algorithm: 'rsa', state: 'waiting' })
  expect((await command(house, 'dkim:sign', made.id)).error).toMatch(/Refused \(not-ready\)\. DNS/)
  expect((await command(house, 'dkim:sign', made.id, '--unchecked')).out).toContain('state: signing')
  expect((await command(house, 'dkim:list', '--domain', 'CLI.example')).out).toMatch(
    new RegExp(`^${made.id} {2}${made.selector}\\._domainkey\\.cli\\.example {2}rsa {2}signing\n$`),
  )
  const retired = await command(house, 'dkim:retire', made.id, '--json')
  expect(JSON.parse(retired.out)).toMatchObject({ state: 'retired', unpublishFrom: expect.any(String) })
}, 60_000)

test('a key with senders:read may look, and not make or change', async () => {
  const key = 'a-key-that-may-only-look'
  await house.house.store.apiKeys.put(key, { name: 'look', scopes: ['senders:read'] })
  const headers = { Authorization: `Bearer ${key}` }
  expect((await api('GET', '', undefined, headers)).status).toBe(200)
  expect((await api('POST', '', { domain: 'x.example' }, headers)).status).toBe(403)
  expect((await api('POST', '/1/sign', {}, headers)).status).toBe(403)
})

const reader = (subscriptionId: string) => ({
  subscriptionId,
  name: null,
  parts: {
    address: 'r@example.org',
    unsubscribeUrl: 'https://n.example/u/t',
    preferencesUrl: 'https://n.example/p/t',
  },
})

test('a relay that signs, or knows deliveries by a header, gets its messages its way', async () => {
  const { house: open } = house
  const digests = createDigestComposer(open.store.addressPepper, {
    signerFor: open.dkim.signerFor,
    returnPaths: null,
    helpUrl: () => 'https://n.example/',
  })
  const newsletter = await open.store.newsletters.bySlug('marsad')
  if (newsletter === null) throw new Error('marsad is missing')
  const marks = Object.values(digests.marksOf('1')).join(' ')
  const mail = { subject: 'عدد', html: `<p>${marks}</p>`, text: marks }
  const template = digests.compile({ id: '1', issueId: '7', newsletter, mail })
  const headOf = async (id: string, minute: number, relay: { signs: boolean; idempotencyHeader: string | null }) => {
    const now = new Date(Date.UTC(2026, 10, 20, 8, minute))
    const { message } = await digests.message(template, reader(id), { now, relay })
    return message.toString().split('\r\n\r\n')[0] ?? ''
  }
  const keyed = { signs: false, idempotencyHeader: 'X-Idempotency-Key' }
  const keyOf = async (id: string, minute: number) =>
    /^X-Idempotency-Key: (\S+)\r$/m.exec(await headOf(id, minute, keyed))?.[1]
  expect(await keyOf('1', 0)).toMatch(/^7\.[0-9a-f]{32}$/)
  expect(await keyOf('1', 0)).toBe(await keyOf('1', 5))
  expect(await keyOf('1', 0)).not.toBe(await keyOf('2', 0))
  expect(await headOf('1', 0, { signs: true, idempotencyHeader: null })).not.toMatch(/DKIM-Signature|Idempotency/)
  const signed = await headOf('1', 0, keyed)
  expect(signed.match(/^DKIM-Signature:/gm)).toHaveLength(1)
  expect(/h=([^;]*);/.exec(signed)?.[1]?.toLowerCase()).not.toContain('idempotency')
})

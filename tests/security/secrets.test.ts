import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { form, json, knock } from '../http/knock.ts'
import { formTo } from '../http/page.ts'
import { freePort } from '../support/free-port.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { openSink, readMail, SmtpReply, type Sink } from '../support/sink.ts'
import { until } from '../support/wait.ts'
import { startProgram, type Program } from './program.ts'

const opened = new AsyncDisposableStack()
const key = 'planted-api-key-of-the-owner'
const password = 'planted-password-of-the-admin'
const secretKey = 'planted-secret-key-that-signs-all-links'
const relayPassword = 'planted-relay-password'

let program: Program
let sink: Sink
let sql: Client
let house: { readonly url: string }

beforeAll(async () => {
  const database = opened.use(await createTestDatabase())
  sink = opened.use(await openSink())
  sql = new Client({ connectionString: database.url })
  await sql.connect()
  opened.defer(() => sql.end())
  const port = await freePort()
  house = { url: `http://127.0.0.1:${port}` }
  program = opened.use(
    await startProgram(
      {
        DATABASE_URL: database.url,
        BASE_URL: house.url,
        PORT: String(port),
        SMTP_URL: `${sink.url},smtp://planted-relay-user:${relayPassword}@127.0.0.1:9`,
        SECRET_KEY: secretKey,
        API_KEY: key,
        ADMIN_EMAIL: 'planted-admin@example.org',
        ADMIN_PASSWORD: password,
        LOG_LEVEL: 'trace',
      },
      'Nashra is running',
    ),
  )
})
afterAll(() => opened.disposeAsync())

const api = async (method: string, path: string, body: unknown = {}) => {
  const answer = await knock(house, method, `/api/v1${path}`, {
    headers: { ...json, Authorization: `Bearer ${key}` },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: answer.text === '' ? null : JSON.parse(answer.text) }
}
const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  knock(house, 'POST', path, { headers: { ...form, ...headers }, body: new URLSearchParams(fields).toString() })
const mailsTo = (address: string) => sink.received.filter(({ to }) => to === address)
const linksTo = async (address: string): Promise<string[]> => {
  await until(`${address} has mail`, () => mailsTo(address).length > 0)
  const mails = await Promise.all(mailsTo(address).map(readMail))
  return mails
    .flatMap(({ text = '' }) => [...text.matchAll(/^http\S+\/(?:confirm|unsubscribe|preferences)\/\S+$/gm)])
    .map(([link]) => link.trim())
}

const planted = [
  'planted-reader@example.org',
  'planted-late@example.org',
  'planted-refused@example.org',
  'planted-fault@example.org',
]
const tokens = new Set<string>()

/** A life with its accidents: refused and deferred mail, a relay that is away, a database that objects, garbage at every door. */
const live = async (): Promise<void> => {
  const [reader = '', late = '', refused = '', fault = ''] = planted
  sink.beforeTaking = async ({ to }) => {
    if (to === refused) throw new SmtpReply(550, `5.1.1 <${to}> is no mailbox here`)
    if (to === late) throw new SmtpReply(451, `4.2.1 <${to}> has had enough for today`)
  }
  await api('POST', '/newsletters', {
    slug: 'marsad',
    name: 'مرصد',
    sender: { name: 'مرصد', address: 'news@marsad.example' },
    postalAddress: 'ص. ب. 1234، الرياض',
  })
  await post('/subscribe', { email: reader, newsletter: 'marsad', lang: 'ar' })
  await post(
    '/subscribe',
    { email: refused, newsletter: 'marsad' },
    { Referer: `${house.url}/n/marsad?email=${reader}` },
  )
  for (const link of await linksTo(reader)) {
    const { pathname } = new URL(link)
    tokens.add(pathname.split('/').at(-1) ?? '')
    await knock(house, 'GET', pathname)
    if (!pathname.startsWith('/unsubscribe')) await post(pathname, { cadence: 'weekly' }, { Referer: link })
  }
  for (const email of [late, refused])
    await api('POST', '/subscribers', { email, newsletter: 'marsad', state: 'active' })
  await api('POST', '/posts', {
    newsletter: 'marsad',
    title: 'مقال',
    html: '<p>x</p>',
    url: 'https://site.example/x',
    state: 'ready',
  })
  const { body: issue } = await api('POST', '/issues', { newsletter: 'marsad' })
  await until('the issue has been tried', async () => {
    const { counts } = (await api('GET', `/issues/${issue.id}`)).body
    return counts.accepted === 1 && counts.refused === 1 && counts.deferred === 1
  })
  await sql.query(`alter table subscriber add constraint objection check (address not like 'planted-fault%')`)
  const broken = await post('/subscribe', { email: fault, newsletter: 'marsad' })
  expect(broken.status).toBe(500)
  await sql.query('alter table subscriber drop constraint objection')
  await sql.query('alter table notice rename to notice_away')
  expect((await post('/subscribe', { email: fault, newsletter: 'marsad' })).status).toBe(500)
  await sql.query('alter table notice_away rename to notice')
  const door = await knock(house, 'GET', '/admin/sign-in')
  const cookie = { Cookie: String(door.headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  const { fields } = formTo(door.text, '/admin/sign-in')
  await post('/admin/sign-in', { ...fields, email: 'planted-admin@example.org', password: `${password} wrong` }, cookie)
  await post('/admin/sign-in', { ...fields, email: 'planted-admin@example.org', password }, cookie)
  for (const token of tokens) {
    await knock(house, 'GET', `/confirm/${token}x`)
    await post(`/resubscribe/${token}`)
    await knock(house, 'GET', `/nothing/${token}?email=${reader}`)
  }
  await knock(house, 'GET', '/api/v1/posts', { headers: { Authorization: `Bearer ${key}-wrong` } })
}

test('after a life with its accidents the log holds no address, no token, no key and no password', async () => {
  await live()
  expect(await program.stop()).toBe(0)
  const said = program.said()
  expect(said.split('\n').length).toBeGreaterThan(3)
  expect(said).toContain('a request failed')
  expect(tokens.size).toBeGreaterThan(2)
  for (const secret of [...tokens, key, password, secretKey, relayPassword, 'planted'])
    expect(said.split('\n').filter((line) => line.includes(secret))).toEqual([])
})

test('what the log says of an accident is enough to find it', () => {
  const faults = program
    .said()
    .split('\n')
    .filter((line) => line.includes('a request failed'))
    .map((line) => JSON.parse(line))
  expect(faults).toMatchObject([
    {
      level: 50,
      method: 'POST',
      route: '/subscribe',
      err: { code: '23514', stack: expect.stringContaining('subscribe') },
    },
    {
      level: 50,
      method: 'POST',
      route: '/subscribe',
      err: { code: '42P01', message: expect.stringContaining('notice') },
    },
  ])
})

test('the queue’s tables hold ids and nothing else', async () => {
  const { rows: tables } = await sql.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'bullmq' and table_type = 'BASE TABLE'`,
  )
  expect(tables.length).toBeGreaterThan(2)
  let rows = 0
  for (const { name } of tables) {
    const { rows: held } = await sql.query<{ whole: string }>(`select t::text as whole from bullmq.${name} t`)
    rows += held.length
    for (const { whole } of held) {
      expect(whole).not.toMatch(/planted|@|example\.org/)
      for (const token of tokens) expect(whole).not.toContain(token)
    }
  }
  expect(rows).toBeGreaterThan(0)
})

test('no other table holds a token, a key or a password as such', async () => {
  const { rows: tables } = await sql.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  for (const { name } of tables) {
    const { rows } = await sql.query<{ whole: string }>(`select t::text as whole from ${name} t`)
    for (const { whole } of rows)
      for (const secret of [...tokens, key, password, secretKey, relayPassword])
        expect([name, whole.includes(secret)]).toEqual([name, false])
  }
})

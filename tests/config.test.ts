import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { ConfigFault, readConfig, settings } from '../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'nashra-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fileWith = (text: string): string => {
  const file = join(folder, String(Math.random()))
  writeFileSync(file, text)
  return file
}

const server = {
  DATABASE_URL: 'postgres://nashra@db.example/nashra',
  BASE_URL: 'https://news.example/',
  SMTP_URL: 'smtps://user:pass@relay.example',
  SECRET_KEY: 'k'.repeat(32),
}

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment)
  } catch (fault) {
    if (fault instanceof ConfigFault) return fault.faults
    throw fault
  }
  return []
}
/** The settings that are complained about, in order. */
const namesOf = (environment: Record<string, string>): string[] =>
  faultsOf(environment).map((fault) => /^[A-Z_]+/.exec(fault)?.[0] ?? fault)

test('without a single setting it is a demo on this machine', () => {
  expect(readConfig({})).toEqual({
    demo: true,
    port: 3000,
    host: '127.0.0.1',
    baseUrl: null,
    databaseUrl: null,
    redisUrl: null,
    relayUrls: [],
    secretKeys: [],
    dataDir: '.data',
    allowSources: ['127.0.0.0/8', '::1/128', 'localhost'],
    admin: null,
    apiKey: null,
    logLevel: 'warn',
    trustProxy: [],
    bounces: null,
    mxLookups: false,
    hooks: { sesTopics: [], postmark: null, sendgrid: null, mailgun: null },
    openBrowser: true,
  })
  expect(readConfig({ NO_OPEN: '1' }).openBrowser).toBe(false)
  expect(readConfig({ NO_OPEN: '0' }).openBrowser).toBe(true)
  expect(readConfig({ CI: 'true' }).openBrowser).toBe(false)
})

test('a server is configured in full, and nothing of the demo’s ease is left', () => {
  const config = readConfig({
    ...server,
    SMTP_URL: ' smtp://one.example , smtp://two.example:2525,',
    SECRET_KEY: `${'n'.repeat(40)},${'o'.repeat(32)}`,
    PORT: '8080',
    HOST: '0.0.0.0',
    TRUST_PROXY: '10.0.0.1, 192.168.0.0/16, loopback, ::1, fd00::/8',
    ADMIN_EMAIL: 'admin@news.example',
    ADMIN_PASSWORD: 'open sesame',
    API_KEY: 'x'.repeat(20),
    REDIS_URL: 'rediss://redis.example',
  })
  expect(config).toEqual({
    demo: false,
    port: 8080,
    host: '0.0.0.0',
    baseUrl: 'https://news.example',
    databaseUrl: server.DATABASE_URL,
    redisUrl: 'rediss://redis.example',
    relayUrls: ['smtp://one.example', 'smtp://two.example:2525'],
    secretKeys: ['n'.repeat(40), 'o'.repeat(32)],
    dataDir: '.data',
    allowSources: [],
    admin: { email: 'admin@news.example', password: 'open sesame' },
    apiKey: 'x'.repeat(20),
    logLevel: 'info',
    trustProxy: ['10.0.0.1', '192.168.0.0/16', 'loopback', '::1', 'fd00::/8'],
    bounces: null,
    mxLookups: true,
    hooks: { sesTopics: [], postmark: null, sendgrid: null, mailgun: null },
    openBrowser: false,
  })
})

test('DNS is asked for mail hosts unless told not to, and never in the demo', () => {
  expect(readConfig({ ...server, MX_LOOKUPS: 'off' }).mxLookups).toBe(false)
  expect(readConfig({ MX_LOOKUPS: 'on' }).mxLookups).toBe(false)
})

test('all that a server lacks is named at once, with what it is for', () => {
  const { DATABASE_URL } = server
  expect(namesOf({ DATABASE_URL })).toEqual(['BASE_URL', 'SMTP_URL', 'SECRET_KEY'])
  const [first = ''] = faultsOf({ DATABASE_URL })
  expect(first).toBe('BASE_URL is missing (Where readers reach this Nashra; every link in a mail begins with it).')
  expect(() => readConfig({ DATABASE_URL })).toThrow(
    /^Nashra cannot start:\n {2}- BASE_URL.*\n {2}- SMTP_URL.*\n {2}- SECRET_KEY/,
  )
})

test('what is wrong and what is missing are named together', () => {
  const faults = namesOf({
    DATABASE_URL: 'mysql://db',
    PORT: '99999',
    LOG_LEVEL: 'loud',
    SECRET_KEY: 'short',
    API_KEY: 'short',
  })
  expect(faults.toSorted()).toEqual(['API_KEY', 'DATABASE_URL', 'LOG_LEVEL', 'PORT', 'SECRET_KEY'])
})

test.each([
  ['PORT', ['abc', '-1', '65536', '3.5', '0x50g']],
  ['BASE_URL', ['news.example', 'ftp://news.example', 'https://', '//news.example']],
  ['DATABASE_URL', ['db.example', 'mysql://db.example/x']],
  ['REDIS_URL', ['redis.example', 'http://redis.example']],
  ['SMTP_URL', ['relay.example', 'http://relay.example', 'smtp://good.example,bad.example', ',', 'smtp://']],
  ['SECRET_KEY', ['k'.repeat(31), `${'k'.repeat(32)},short`, ',']],
  ['ADMIN_EMAIL', ['nobody', 'a@b', 'a b@c.example']],
  ['ADMIN_PASSWORD', ['too short']],
  ['API_KEY', ['x'.repeat(19)]],
  ['LOG_LEVEL', ['loud', 'INFO']],
  ['MX_LOOKUPS', ['yes', 'OFF']],
  [
    'TRUST_PROXY',
    ['everybody', '10.0.0.0/33', '10.0.0', '::ffff:10.0.0.0/8', '::ffff:0:0/96', '10.0.0.1/', '0.0.0.0/0', '::/0'],
  ],
] as const)('%s is refused when it cannot be used', (name, values) => {
  const admin = { ADMIN_EMAIL: 'admin@news.example', ADMIN_PASSWORD: 'open sesame' }
  for (const value of values) expect([value, namesOf({ ...server, ...admin, [name]: value })]).toEqual([value, [name]])
})

test('no fault repeats a password or a key', () => {
  const secret = 'hunter2-hunter2'
  const faults = faultsOf({
    DATABASE_URL: `mysql://nashra:${secret}@db.example/x`,
    REDIS_URL: `http://:${secret}@redis.example`,
    SMTP_URL: `http://user:${secret}@relay.example`,
    SECRET_KEY: secret,
    API_KEY: secret,
    ADMIN_PASSWORD: secret.slice(0, 8),
  })
  expect(faults.length).toBeGreaterThan(5)
  expect(faults.join('\n')).not.toContain(secret.slice(0, 8))
})

test('the first admin has an address and a password, or neither', () => {
  expect(faultsOf({ ADMIN_EMAIL: 'admin@news.example' })).toEqual([
    'ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.',
  ])
  expect(faultsOf({ ADMIN_PASSWORD: 'open sesame' })).toHaveLength(1)
})

test('each setting may stand in a file of its own, as container secrets do', () => {
  const config = readConfig({
    DATABASE_URL_FILE: fileWith(`${server.DATABASE_URL}\n`),
    BASE_URL_FILE: fileWith(server.BASE_URL),
    SMTP_URL_FILE: fileWith(`  ${server.SMTP_URL}\r\n`),
    SECRET_KEY_FILE: fileWith(server.SECRET_KEY),
    PORT_FILE: fileWith('8080'),
  })
  expect(config).toMatchObject({
    demo: false,
    port: 8080,
    relayUrls: [server.SMTP_URL],
    secretKeys: [server.SECRET_KEY],
  })
  expect(readConfig({ PORT: '1', PORT_FILE: fileWith('2') }).port).toBe(1)
  expect(readConfig({ PORT: '', PORT_FILE: '' }).port).toBe(3000)
})

test('a file that cannot be read, or holds nothing, is as good as missing, and is named', () => {
  const { SMTP_URL: _, ...rest } = server
  expect(faultsOf({ ...rest, SMTP_URL_FILE: join(folder, 'nowhere') })).toEqual([
    expect.stringMatching(/^SMTP_URL_FILE: .*nowhere cannot be read\.$/),
    expect.stringMatching(/^SMTP_URL is missing/),
  ])
  expect(namesOf({ ...rest, SMTP_URL_FILE: fileWith('\n') })).toEqual(['SMTP_URL'])
  expect(namesOf({ ...rest, SMTP_URL: '' })).toEqual(['SMTP_URL'])
})

const spki = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

test('by what providers prove themselves is checked at the start', () => {
  const good = {
    HOOK_SES_TOPICS: 'arn:aws:sns:eu-west-1:123456789012:bounces, arn:aws-cn:sns:cn-north-1:123456789012:b.fifo',
    HOOK_POSTMARK: 'postmark:a password: with a colon',
    HOOK_SENDGRID_KEY: spki('prime256v1'),
    HOOK_MAILGUN_KEY: 'k'.repeat(32),
  }
  expect(readConfig({ ...server, ...good }).hooks).toEqual({
    sesTopics: good.HOOK_SES_TOPICS.split(', '),
    postmark: good.HOOK_POSTMARK,
    sendgrid: good.HOOK_SENDGRID_KEY,
    mailgun: good.HOOK_MAILGUN_KEY,
  })
  const bad: Readonly<Record<string, readonly string[]>> = {
    HOOK_SES_TOPICS: ['bounces', 'arn:aws:sqs:eu-west-1:123456789012:bounces', 'arn:aws:sns:eu-west-1:1:*'],
    HOOK_POSTMARK: ['a-password-without-a-name', 'name:short', ':a-password-without-a-name'],
    HOOK_SENDGRID_KEY: ['MFkw', spki('secp384r1'), 'not a key at all'],
    HOOK_MAILGUN_KEY: ['short'],
  }
  for (const [name, values] of Object.entries(bad))
    for (const value of values) expect([value, namesOf({ ...server, [name]: value })]).toEqual([value, [name]])
})

test('every setting says what it is for', () => {
  for (const [name, { about }] of Object.entries(settings)) {
    expect(name).toMatch(/^[A-Z_]+$/)
    expect(about).toMatch(/^\S.{10,}[^.]$/)
  }
})

test('how bounces come back is checked at the start', () => {
  const address = { BOUNCE_ADDRESS: 'bounces@news.example.org' }
  const mailbox = 'imaps://bounces:p%40ss@imap.example.org/INBOX?done=Read'
  expect(readConfig({ ...address, BOUNCE_LISTEN: 'lmtp://127.0.0.1:2424', BOUNCE_MAILBOX: mailbox }).bounces).toEqual({
    address: 'bounces@news.example.org',
    separator: '+',
    listen: 'lmtp://127.0.0.1:2424',
    mailbox,
  })
  expect(readConfig({ ...address, BOUNCE_SEPARATOR: '-' }).bounces?.separator).toBe('-')
  expect(namesOf({ BOUNCE_LISTEN: 'smtp://0.0.0.0:25' })).toEqual(['BOUNCE_ADDRESS'])
  expect(namesOf({ BOUNCE_MAILBOX: mailbox })).toEqual(['BOUNCE_ADDRESS'])
})

test.each([
  [
    'BOUNCE_ADDRESS',
    ['bounces', 'bounces@localhost', 'a name@example.org', `${'b'.repeat(16)}@example.org`, 'نشرة@example.org'],
  ],
  ['BOUNCE_SEPARATOR', ['++', 'x', ' ']],
  ['BOUNCE_LISTEN', ['127.0.0.1:2424', 'http://127.0.0.1:2424', 'lmtp://127.0.0.1', 'smtp://user:pass@127.0.0.1:25']],
  [
    'BOUNCE_MAILBOX',
    ['imap.example.org', 'imaps://imap.example.org/INBOX', 'pop3://a:b@example.org', 'imaps://a@example.org'],
  ],
])('%s is refused when it cannot work', (name, values) => {
  for (const value of values)
    expect([value, namesOf({ BOUNCE_ADDRESS: 'bounces@news.example.org', [name]: value })]).toEqual([value, [name]])
})

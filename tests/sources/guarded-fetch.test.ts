import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { faultOf, openFetch, openWeb, reply } from './web.ts'

const closed = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://１２７.0.0.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://10.0.0.7/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://192.0.2.1/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]/',
  'http://[::1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b:1::a00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:1::1]/',
  'http://[fc00::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[4000::1]/',
  'http://localhost/',
  'http://localhost./',
]

const resolvingTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: 4 }))

test.each(closed)('%s is not reached', async (address) => {
  await using fetch = openFetch({ allow: [] })
  expect((await faultOf(fetch.get(address))).kind).toBe('blocked_address')
})

test.each([
  ['ftp://example.org/feed', 'not_http'],
  ['file:///etc/passwd', 'not_http'],
  ['gopher://127.0.0.1/', 'not_http'],
  ['http://user:secret@example.org/', 'credentials_in_address'],
  ['http://[fe80::1%25eth0]/', 'bad_address'],
  ['example.org/feed', 'bad_address'],
  ['', 'bad_address'],
])('%s is refused as %s', async (address, kind) => {
  await using fetch = openFetch()
  expect((await faultOf(fetch.get(address))).kind).toBe(kind)
})

test.each([[['127.0.0.1']], [['127.0.0.0/8']], [['localhost']], [['::ffff:127.0.0.1']]])(
  'an operator opens loopback with %j, whatever the port',
  async (allow) => {
    await using web = await openWeb((_, response) => reply(response, { body: 'مرحبًا' }))
    await using fetch = openFetch({ allow, resolve: resolvingTo('127.0.0.1') })
    const fetched = await fetch.get(web.url.replace('127.0.0.1', 'localhost'))
    expect([fetched.status, fetched.body.toString()]).toEqual([200, 'مرحبًا'])
  },
)

test('a name is resolved once, and the connection goes where that answer said', async () => {
  await using web = await openWeb((_, response) => reply(response, { body: 'the first answer' }))
  const answers = ['127.0.0.1', '10.0.0.1']
  await using fetch = openFetch({ resolve: async () => [{ address: answers.shift() ?? '10.0.0.1', family: 4 }] })
  const fetched = await fetch.get(web.url.replace('127.0.0.1', 'rebinding.example'))
  expect(fetched.body.toString()).toBe('the first answer')
  expect(answers).toEqual(['10.0.0.1'])
  expect(web.asked[0]?.headers.host).toMatch(/^rebinding\.example:/)
})

test('a name with one private address among public ones is not reached', async () => {
  await using fetch = openFetch({ resolve: resolvingTo('93.184.216.34', '192.168.0.1') })
  expect((await faultOf(fetch.get('http://mixed.example/'))).kind).toBe('blocked_address')
})

test('foreign hosts are asked on the ports of the web only', async () => {
  await using fetch = openFetch({ resolve: resolvingTo('93.184.216.34') })
  expect((await faultOf(fetch.get('http://public.example:6379/'))).kind).toBe('blocked_port')
})

test.each([
  'http://169.254.169.254/',
  'http://[::ffff:10.0.0.1]/',
  'http://127.0.0.2:25/',
  'file:///etc/passwd',
  'http://a:b@127.0.0.1/',
])('a redirect to %s is not followed', async (location) => {
  await using web = await openWeb((_, response) => reply(response, { status: 302, headers: { location }, body: '' }))
  await using fetch = openFetch()
  expect((await faultOf(fetch.get(web.url))).kind).toMatch(/^(blocked_address|not_http|credentials_in_address)$/)
  expect(web.asked).toHaveLength(1)
})

test('credentials follow a redirect on their own host and no further', async () => {
  await using other = await openWeb((_, response) => reply(response, { body: 'other' }))
  await using web = await openWeb((request, response) => {
    const location = request.url === '/' ? '/second' : other.url
    reply(response, { status: 301, headers: { location }, body: 'moved' })
  })
  await using fetch = openFetch()
  const fetched = await fetch.get(web.url, { headers: { authorization: 'Basic c2VjcmV0', 'x-kept': 'yes' } })
  expect(fetched.url).toBe(other.url)
  expect(web.asked.map(({ headers }) => headers.authorization)).toEqual(['Basic c2VjcmV0', 'Basic c2VjcmV0'])
  expect(other.asked.map(({ headers }) => [headers.authorization, headers['x-kept']])).toEqual([[undefined, 'yes']])
})

test('a circle of redirects is left after the fifth', async () => {
  await using web = await openWeb((_, response) =>
    reply(response, { status: 307, headers: { location: '/again' }, body: '' }),
  )
  await using fetch = openFetch()
  expect((await faultOf(fetch.get(web.url))).kind).toBe('redirects')
  expect(web.asked).toHaveLength(6)
})

test('it says who it is, and a status is an answer like any other', async () => {
  await using web = await openWeb((_, response) =>
    reply(response, { status: 410, headers: { link: '</a>; rel=x' }, body: 'gone' }),
  )
  await using fetch = openFetch()
  const fetched = await fetch.get(web.url, { accept: 'application/json' })
  expect(fetched).toMatchObject({ status: 410, url: web.url, headers: { link: '</a>; rel=x' } })
  expect(web.asked[0]?.headers).toMatchObject({ 'user-agent': 'Nashra test', accept: 'application/json' })
})

const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024)

test.each([
  ['gzip', gzipSync('نشرة'.repeat(1000))],
  ['br', brotliCompressSync('نشرة'.repeat(1000))],
])('%s bodies are unpacked', async (encoding, body) => {
  await using web = await openWeb((_, response) => reply(response, { headers: { 'content-encoding': encoding }, body }))
  await using fetch = openFetch()
  expect((await fetch.get(web.url)).body.toString()).toBe('نشرة'.repeat(1000))
})

test.each([
  ['a gzip bomb', 'gzip', gzipSync(megabytes(100))],
  ['a brotli bomb', 'br', brotliCompressSync(megabytes(100))],
  ['a small bomb below the size limit', 'gzip', gzipSync(megabytes(4))],
  ['a body that is simply too long', 'identity', megabytes(6)],
])('%s is not swallowed', async (_, encoding, body) => {
  await using web = await openWeb((__, response) =>
    reply(response, { headers: { 'content-encoding': encoding }, body }),
  )
  await using fetch = openFetch()
  const before = process.memoryUsage().rss
  expect((await faultOf(fetch.get(web.url))).kind).toBe('too_large')
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024)
})

test.each([
  [
    'gzip cut short',
    { 'content-encoding': 'gzip' },
    gzipSync(Buffer.from('abc'.repeat(9999))).subarray(0, 40),
    'cut_short',
  ],
  ['gzip that is none', { 'content-encoding': 'gzip' }, Buffer.from('plain text'), 'malformed'],
  ['an encoding nobody knows', { 'content-encoding': 'constructor' }, Buffer.from('x'), 'malformed'],
])('%s is a fault', async (_, headers, body, kind) => {
  await using web = await openWeb((__, response) => reply(response, { headers, body }))
  await using fetch = openFetch()
  expect((await faultOf(fetch.get(web.url))).kind).toBe(kind)
})

test('a body shorter than promised is a fault', async () => {
  await using web = await openWeb((_, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('half', () => response.destroy())
  })
  await using fetch = openFetch()
  expect((await faultOf(fetch.get(web.url))).kind).toBe('cut_short')
})

test('a "not modified" that claims to be packed is still an empty answer', async () => {
  await using web = await openWeb((_, response) =>
    reply(response, { status: 304, headers: { 'content-encoding': 'gzip' }, body: '' }),
  )
  await using fetch = openFetch()
  expect(await fetch.get(web.url)).toMatchObject({ status: 304, body: Buffer.alloc(0) })
})

test.each([
  ['headers', false],
  ['a body', true],
])('%s that never come are waited for only so long', async (_, begins) => {
  await using web = await openWeb((__, response) => {
    if (begins) response.writeHead(200).write('a drop')
  })
  await using fetch = openFetch({ timeoutMs: 200 })
  expect((await faultOf(fetch.get(web.url))).kind).toBe('timeout')
})

test('a body that drips for ever is cut off by the clock, not by the gap between two drops', async () => {
  await using web = await openWeb((_, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  })
  await using fetch = openFetch({ timeoutMs: 250 })
  expect((await faultOf(fetch.get(web.url))).kind).toBe('timeout')
})

const openPlain = async (greeting: string) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(greeting))
  })
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())) }
}

test('what is no HTTP, no TLS, no server or no name is told apart', async () => {
  const free = await openPlain('')
  await free[Symbol.asyncDispose]()
  await using rude = await openPlain('220 mail.example ESMTP\r\n')
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.example'), { code: 'ENOTFOUND' })
  await using fetch = openFetch({ resolve: () => Promise.reject(unknown) })
  const faults = [
    `http://127.0.0.1:${rude.port}/`,
    `https://127.0.0.1:${rude.port}/`,
    `http://127.0.0.1:${free.port}/`,
    'http://nowhere.example/',
  ]
  const kinds = await Promise.all(faults.map(async (url) => (await faultOf(fetch.get(url))).kind))
  expect(kinds).toEqual(['malformed', 'tls', 'refused_connection', 'dns'])
})

test('the message of a fault holds no address, for addresses may be secret', async () => {
  await using fetch = openFetch()
  const fault = await faultOf(fetch.get('http://10.0.0.1/feed?key=secret'))
  expect(`${fault.message} ${fault.stack}`).not.toContain('secret')
})

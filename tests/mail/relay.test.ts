import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { parseRelay, RelayFault } from '../../src/mail/relay.ts'
import { openConnection } from '../../src/mail/smtp-connection.ts'
import { cut, openRudeServer, silence, type Manners } from './rude-server.ts'

test('a relay is read from its address', () => {
  expect(parseRelay('smtps://us%40er:p%40ss%2C%C3%A9@mail.example.org')).toEqual({
    label: 'mail.example.org:465',
    host: 'mail.example.org',
    port: 465,
    login: { user: 'us@er', password: 'p@ss,é' },
    security: 'implicit',
    verifyCertificate: true,
    weight: 1,
    backup: false,
    connections: 20,
    messages: null,
    signs: false,
    idempotencyHeader: null,
  })
  expect(parseRelay('smtp://localhost')).toMatchObject({
    port: 25,
    login: null,
    security: 'offered',
    verifyCertificate: false,
  })
  expect(parseRelay('smtp://u:p@بريد.example/')).toMatchObject({ host: 'xn--ngbof4h.example', port: 587 })
  expect(parseRelay('smtp://[::1]:2525')).toMatchObject({ host: '::1', label: '[::1]:2525' })
  expect(parseRelay('smtp://m.example:2525?starttls=required&tls=unverified')).toMatchObject({
    port: 2525,
    security: 'required',
    verifyCertificate: false,
  })
  expect(parseRelay('smtp://m.example?starttls=never')).toMatchObject({ security: 'never', verifyCertificate: true })
})

test('what a relay takes and does is said behind its address', () => {
  const options = 'weight=3&backup=yes&connections=4&messages=100&dkim=relay&idempotency=resend'
  expect(parseRelay(`smtp://m.example?${options}`)).toMatchObject({
    weight: 3,
    backup: true,
    connections: 4,
    messages: 100,
    signs: true,
    idempotencyHeader: 'Resend-Idempotency-Key',
  })
  expect(parseRelay('smtp://m.example?idempotency=emailengine').idempotencyHeader).toBe('X-EE-Idempotency-Key')
  expect(parseRelay('smtp://m.example?idempotency=X-Entity-Ref&backup=no&dkim=nashra')).toMatchObject({
    idempotencyHeader: 'X-Entity-Ref',
    backup: false,
    signs: false,
  })
})

test.each([
  ['mail.example.org', 'not a URL'],
  ['http://u:hunter2@m.example', 'begins with'],
  ['smtp://u:hunter2@m.example:99999', 'not a URL'],
  ['smtp://u:hunter2@m.example:0', 'port 0'],
  ['smtp://u:hunter2@', 'URL'],
  ['smtp:///', 'host is missing'],
  ['smtp://u:hunter2%ZZ@m.example', 'percent-encoded'],
  ['smtp://hunter2@m.example', 'belong together'],
  ['smtp://u:hunter2@m.example/path', 'nothing may follow'],
  ['smtp://u:hunter2@m.example?startls=required', 'unknown option startls'],
  ['smtp://u:hunter2@m.example?starttls=yes', 'one of required, never'],
  ['smtps://u:hunter2@m.example?starttls=never', 'TLS from the start'],
  ['smtp://u:hunter2@m.example?weight=0', 'weight is a number from 1 to 100'],
  ['smtp://u:hunter2@m.example?weight=2.5', 'weight is a number'],
  ['smtp://u:hunter2@m.example?connections=-1', 'connections is a number from 1 to 1000'],
  ['smtp://u:hunter2@m.example?connections=', 'connections is a number'],
  ['smtp://u:hunter2@m.example?messages=many', 'messages is a number'],
  ['smtp://u:hunter2@m.example?weight=1&weight=2', 'weight stands twice'],
  ['smtp://u:hunter2@m.example?backup=1', 'backup is one of yes, no'],
  ['smtp://u:hunter2@m.example?dkim=none', 'dkim is one of relay, nashra'],
  ['smtp://u:hunter2@m.example?idempotency=resned', 'idempotency is'],
  ['smtp://u:hunter2@m.example?idempotency=Message-ID', 'idempotency is'],
  ['smtp://u:hunter2@m.example?idempotency=X-Key%0d%0aBcc:', 'idempotency is'],
  ['smtp://u:hunter2@m.example?idempotency=List-Unsubscribe', 'idempotency is'],
])('%s: its error says what is wrong and keeps the password', (address, why) => {
  let message = ''
  try {
    parseRelay(address)
  } catch (error) {
    message = String((error as Error).stack) + JSON.stringify(error)
  }
  expect(message).toContain(why)
  expect(message).not.toContain('hunter2')
})

const faultAt = async (url: string): Promise<RelayFault> => {
  const timeouts = { connect: 300, greeting: 300, command: 300 }
  const fault = await openConnection(parseRelay(url), { timeouts }).then(
    (connection) => connection.close(),
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(RelayFault)
  return fault as RelayFault
}

const faults: [string, Manners, Partial<RelayFault>][] = [
  ['refuses to greet', { greeting: '554 no' }, { kind: 'greeting_refused', code: 554 }],
  ['has too many guests', { greeting: '421 later' }, { kind: 'greeting_refused', code: 421 }],
  ['greets in nonsense', { greeting: 'hello' }, { kind: 'greeting_refused', code: null }],
  ['does not greet', { greeting: silence }, { kind: 'unreachable' }],
  ['cuts before it greets', { greeting: cut }, { kind: 'unreachable' }],
  ['does not answer EHLO', { ehlo: silence }, { kind: 'unreachable' }],
  ['refuses the login', { auth: '535 5.7.8 no' }, { kind: 'auth', code: 535 }],
  ['cannot check logins now', { auth: '454 4.7.0 later' }, { kind: 'auth', code: 454 }],
  ['cuts at the login', { auth: cut }, { kind: 'unreachable' }],
]

test.each(faults)('a relay that %s is at fault, and no message is', async (_, manners, expected) => {
  await using server = await openRudeServer({ ehlo: '250-rude.example\r\n250 AUTH PLAIN', ...manners })
  const fault = await faultAt(server.url.replace('//', '//user:hunter2@'))
  expect(fault).toMatchObject({ ...expected, name: 'RelayFault', relay: `127.0.0.1:${server.port}` })
  expect(fault.stack).not.toContain('hunter2')
  expect(server.commands.some((line) => line.startsWith('MAIL'))).toBe(false)
})

test('a relay where nobody listens is unreachable', async () => {
  const server = await openRudeServer()
  await server[Symbol.asyncDispose]()
  expect(await faultAt(server.url)).toMatchObject({ kind: 'unreachable', code: null })
})

test('where TLS is required and somebody has taken STARTTLS away, no login and no mail goes out', async () => {
  await using server = await openRudeServer({ ehlo: '250-rude.example\r\n250 AUTH PLAIN' })
  const url = `${server.url.replace('//', '//user:hunter2@')}?starttls=required`
  expect(await faultAt(url)).toMatchObject({ kind: 'tls' })
  expect(server.commands.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS'])
})

test('a relay that speaks before it is asked anything is at fault', async () => {
  await using server = await openRudeServer({ ehlo: '250 rude.example\r\n250 ok' })
  expect(await faultAt(server.url)).toMatchObject({ kind: 'greeting_refused', code: null })
})

test('a relay that offers STARTTLS and then refuses it is not spoken to in the clear', async () => {
  await using server = await openRudeServer({ ehlo: '250-rude.example\r\n250 STARTTLS', starttls: '454 not now' })
  expect(await faultAt(server.url)).toMatchObject({ kind: 'tls', code: 454 })
})

/** smtp-server with the self-signed certificate it brings. */
const openGoodServer = async (options: {
  secure: boolean
}): Promise<AsyncDisposable & { port: number; secured: boolean[] }> => {
  const secured: boolean[] = []
  const server = new SMTPServer({
    ...options,
    authOptional: true,
    logger: false,
    onData: (stream, session, done) => {
      secured.push(session.secure)
      stream.resume().on('end', () => done())
    },
  })
  server.on('error', silence)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    secured,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

test.each([
  ['smtp', false, ''],
  ['smtp', false, '?starttls=required'],
  ['smtps', true, ''],
])('%s (implicit TLS: %s)%s: the mail goes through TLS', async (scheme, secure, query) => {
  await using server = await openGoodServer({ secure })
  const connection = await openConnection(parseRelay(`${scheme}://127.0.0.1:${server.port}${query}`))
  const outgoing = { from: 'a@example.org', to: 'b@example.org', message: Buffer.from('Subject: x\r\n\r\nx\r\n') }
  expect(await connection.send(outgoing)).toMatchObject({ kind: 'accepted' })
  await connection.close()
  expect(server.secured).toEqual([true])
})

test.each([
  ['smtp', false],
  ['smtps', true],
])(
  '%s (implicit TLS: %s): a certificate that nobody vouches for is refused where it is verified',
  async (scheme, secure) => {
    await using server = await openGoodServer({ secure })
    const fault = await faultAt(`${scheme}://127.0.0.1:${server.port}?tls=verify`)
    expect(fault).toMatchObject({ kind: 'tls' })
    expect(fault.message).toContain('tls=unverified')
  },
)

test('a relay without TLS that is asked for smtps is at fault', async () => {
  await using server = await openRudeServer()
  expect(await faultAt(server.url.replace('smtp:', 'smtps:'))).toMatchObject({ kind: 'tls' })
})

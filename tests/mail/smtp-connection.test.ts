import { expect, test } from '@jest/globals'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../../src/mail/outcome.ts'
import { parseRelay } from '../../src/mail/relay.ts'
import { openConnection, type Outgoing, type RelayConnection, type Timeouts } from '../../src/mail/smtp-connection.ts'
import { cut, deaf, openRudeServer, sayAndCut, silence, type Manners, type Reaction } from './rude-server.ts'

const small: Buffer = Buffer.from('From: a@example.org\r\n\r\nhello\r\n')
const vast: Buffer = Buffer.from(
  `From: a@example.org\r\n\r\n${'sixty-two characters and a line break make sixty-four of them.\r\n'.repeat(400_000)}`,
)

const impatient: Partial<Timeouts> = { command: 150, afterDot: 150 }

const connect = (url: string, timeouts: Partial<Timeouts> = {}): Promise<RelayConnection> =>
  openConnection(parseRelay(url), { name: 'nashra.example', timeouts })

const mail = (message: Buffer = small): Outgoing => ({
  from: 'b+token@example.org',
  to: 'salma@example.org',
  message,
})

const unhurried: Manners = { ehlo: '250-rude.example\r\n250 8BITMIME' }

const later =
  (line: string, ms: number): Reaction =>
  (socket) =>
    void setTimeout(() => socket.write(`${line}\r\n`), ms)

/** Answers after a tenth of a second, one command after the other. */
const late =
  (line: string): Reaction =>
  async (_, peer) => {
    await pause(100)
    peer.say(`${line}\r\n`)
    return line
  }

interface Scene {
  readonly manners: Manners
  readonly outcome: Partial<Outcome>
  /** Whether the connection carries on. */
  readonly usable: boolean
  readonly message?: Buffer
  readonly careless?: boolean
  readonly timeouts?: Partial<Timeouts>
}

const deferred = (code: number | null, phase: string): Partial<Outcome> =>
  ({ kind: 'deferred', code, phase }) as Partial<Outcome>
const refused = (code: number, phase: string): Partial<Outcome> =>
  ({ kind: 'refused', reason: 'relay', code, phase }) as Partial<Outcome>
const uncertain = (why: string): Partial<Outcome> =>
  ({ kind: 'uncertain', why, phase: 'after_dot' }) as Partial<Outcome>

const scenes: Record<string, Scene> = {
  'is polite': { manners: {}, outcome: { kind: 'accepted', reply: '250 2.0.0 queued as 42' }, usable: true },
  'is polite without pipelining': { manners: unhurried, outcome: { kind: 'accepted' }, usable: true },
  'has no room for the sender now': { manners: { mail: '452 later' }, outcome: deferred(452, 'mail'), usable: true },
  'refuses the sender': { manners: { mail: '550 no' }, outcome: refused(550, 'mail'), usable: true },
  'is busy for the reader': { manners: { rcpt: '450 later' }, outcome: deferred(450, 'rcpt'), usable: true },
  'does not know the reader': { manners: { rcpt: '550 5.1.1 who?' }, outcome: refused(550, 'rcpt'), usable: true },
  'does not know the reader, without pipelining': {
    manners: { ...unhurried, rcpt: '550-5.1.1 who\r\n550 5.1.1 is that?' },
    outcome: { ...refused(550, 'rcpt'), reply: '550-5.1.1 who 550 5.1.1 is that?' },
    usable: true,
  },
  'knows nobody and leaves': {
    manners: { rcpt: sayAndCut('550 5.1.1 who?\r\n') },
    outcome: refused(550, 'rcpt'),
    usable: false,
  },
  'does not know the reader and takes DATA all the same': {
    manners: { rcpt: '550 5.1.1 who?' },
    outcome: refused(550, 'rcpt'),
    usable: true,
    careless: true,
  },
  'refuses the sender and takes DATA all the same': {
    manners: { mail: '550 no' },
    outcome: refused(550, 'mail'),
    usable: false,
    careless: true,
  },
  'refuses at DATA': { manners: { data: '554 no' }, outcome: refused(554, 'data'), usable: true },
  'puts off at DATA': { manners: { data: '451 later' }, outcome: deferred(451, 'data'), usable: true },
  'closes down at MAIL': { manners: { mail: '421 bye' }, outcome: deferred(421, 'mail'), usable: false },
  'closes down at RCPT': { manners: { rcpt: '421 bye' }, outcome: deferred(421, 'rcpt'), usable: false },
  'closes down after the dot': { manners: { dot: '421 bye' }, outcome: deferred(421, 'after_dot'), usable: false },
  'puts off after the dot': { manners: { dot: '451 later' }, outcome: deferred(451, 'after_dot'), usable: true },
  'refuses after the dot': { manners: { dot: '554 spam' }, outcome: refused(554, 'after_dot'), usable: true },
  'cuts at MAIL': { manners: { mail: cut }, outcome: deferred(null, 'mail'), usable: false },
  'cuts at RCPT': { manners: { rcpt: cut }, outcome: deferred(null, 'rcpt'), usable: false },
  'cuts at DATA': { manners: { data: cut }, outcome: deferred(null, 'data'), usable: false },
  'says nothing at RCPT': {
    manners: { ...unhurried, rcpt: silence },
    outcome: deferred(null, 'rcpt'),
    usable: false,
    timeouts: impatient,
  },
  'talks nonsense at RCPT': {
    manners: { ...unhurried, rcpt: 'pardon?' },
    outcome: deferred(null, 'rcpt'),
    usable: false,
  },
  'cuts in the middle of a small message': {
    manners: { body: cut },
    outcome: uncertain('connection_lost'),
    usable: false,
  },
  'reads no further in the middle of a vast message': {
    manners: { body: deaf },
    outcome: deferred(null, 'body'),
    usable: false,
    timeouts: impatient,
    message: vast,
  },
  'cuts in the middle of a vast message': {
    manners: { body: cut },
    outcome: deferred(null, 'body'),
    usable: false,
    message: vast,
  },
  'refuses a vast message half-way': {
    manners: { body: '552 too much' },
    outcome: refused(552, 'body'),
    usable: false,
    message: vast,
  },
  'cuts after the dot': { manners: { dot: cut }, outcome: uncertain('connection_lost'), usable: false },
  'says nothing after the dot': {
    manners: { dot: silence },
    outcome: uncertain('no_reply'),
    usable: false,
    timeouts: impatient,
  },
  'says yes after our patience': {
    manners: { dot: later('250 ok', 250) },
    outcome: uncertain('no_reply'),
    usable: false,
    timeouts: impatient,
  },
  'talks nonsense after the dot': {
    manners: { dot: 'thank you' },
    outcome: uncertain('unintelligible_reply'),
    usable: false,
  },
  'says go on after the dot': {
    manners: { dot: '354 go on' },
    outcome: uncertain('unintelligible_reply'),
    usable: false,
  },
  'says a two and no more': { manners: { dot: '2 ok' }, outcome: uncertain('unintelligible_reply'), usable: false },
  'is cut off while it says yes': {
    manners: { dot: sayAndCut('250 o') },
    outcome: { kind: 'uncertain' },
    usable: false,
  },
  'is cut off while it says no': {
    manners: { dot: sayAndCut('550 n') },
    outcome: { kind: 'uncertain' },
    usable: false,
  },
  'says yes twice': { manners: { dot: '250 ok\r\n250 ok' }, outcome: { kind: 'accepted' }, usable: false },
  'says go on and yes at once': {
    manners: { data: '354 go on\r\n250 ok' },
    outcome: { kind: 'deferred' },
    usable: false,
  },
  'goes on without end': {
    manners: { dot: (socket) => void socket.write(`250-${'x'.repeat(10_000_000)}`) },
    outcome: uncertain('unintelligible_reply'),
    usable: false,
  },
  'forgets a line end': {
    manners: { dot: (socket) => void socket.write('250 ok') },
    outcome: uncertain('no_reply'),
    usable: false,
    timeouts: impatient,
  },
  'hands out its yes in pieces': {
    manners: {
      dot: async (_, peer) =>
        [...'250 ok\r\n'].reduce((before, character) => before.then(() => turn(peer.say(character))), turn()),
    },
    outcome: { kind: 'accepted', reply: '250 ok' },
    usable: true,
  },
  'takes longer than a message may': {
    manners: { mail: late('250 ok'), rcpt: late('250 ok'), data: late('354 go on') },
    outcome: deferred(null, 'data'),
    usable: false,
    timeouts: { message: 250 },
  },
  'says 250 instead of 354': { manners: { data: '250 ok' }, outcome: deferred(null, 'data'), usable: false },
}

for (const [what, { manners, outcome, usable, message, careless, timeouts }] of Object.entries(scenes)) {
  test(`a relay that ${what}: ${outcome.kind}`, async () => {
    await using server = await openRudeServer(manners, careless)
    const connection = await connect(server.url, timeouts)
    expect(await connection.send(mail(message))).toMatchObject(outcome)
    expect(connection.usable).toBe(usable)
    await connection.close()
    expect(connection.usable).toBe(false)
  })
}

test('after a refusal the next reader is served on the same connection', async () => {
  await using server = await openRudeServer({ rcpt: ['550 who?', '250 ok'], dot: ['554 spam', '250 ok'] })
  const connection = await connect(server.url)
  const kinds: string[] = []
  for (let reader = 0; reader < 3; reader += 1) kinds.push((await connection.send(mail())).kind)
  expect(kinds).toEqual(['refused', 'refused', 'accepted'])
  expect(server.commands.filter((line) => line === 'RSET')).toHaveLength(1)
  expect(server.connections.ever).toBe(1)
  await connection.close()
  expect(server.commands.at(-1)).toBe('QUIT')
})

test('an answer too many puts relay and us out of step: the next message is not sent', async () => {
  await using server = await openRudeServer({ mail: ['250 ok', '250 stray\r\n250 ok'] })
  const connection = await connect(server.url)
  expect(await connection.send(mail())).toMatchObject({ kind: 'accepted' })
  expect(connection.lostStep).toBe(false)
  expect(await connection.send(mail())).toMatchObject({ kind: 'deferred', code: null, phase: 'data' })
  expect(connection).toMatchObject({ usable: false, lostStep: true })
  expect(await connection.send(mail())).toMatchObject({ kind: 'deferred', phase: 'connection' })
  expect(server.messages).toHaveLength(1)
})

test('the relay gets the message to the byte, for one reader, with the null sender when asked', async () => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  await connection.send({ from: '', to: 'salma@مثال.إختبار', message: small })
  await connection.close()
  expect(server.messages).toEqual([small.toString()])
  expect(server.commands).toEqual([
    'EHLO nashra.example',
    'MAIL FROM:<>',
    'RCPT TO:<salma@xn--mgbh0fb.xn--kgbechtv>',
    'DATA',
    'QUIT',
  ])
})

test('an address with Arabic before the @ goes only to a relay that offers SMTPUTF8', async () => {
  await using able = await openRudeServer()
  await using unable = await openRudeServer(unhurried)
  const outgoing = { from: 'b@example.org', to: 'سلمى@example.org', message: small }
  const [first, second] = [await connect(able.url), await connect(unable.url)]
  expect([first.supportsSmtpUtf8, second.supportsSmtpUtf8]).toEqual([true, false])
  expect(await first.send(outgoing)).toMatchObject({ kind: 'accepted' })
  expect(able.commands.join('\n')).toContain('MAIL FROM:<b@example.org> SMTPUTF8 BODY=8BITMIME')
  expect(await second.send(outgoing)).toMatchObject({ kind: 'refused', reason: 'address_not_supported', code: null })
  expect(unable.commands).toEqual(['EHLO nashra.example'])
  await Promise.all([first.close(), second.close()])
})

test('a message larger than the relay takes is refused before it is sent', async () => {
  await using server = await openRudeServer({ ehlo: '250-rude.example\r\n250 SIZE 20' })
  const connection = await connect(server.url)
  expect(await connection.send(mail())).toMatchObject({ kind: 'refused', reason: 'message_too_large' })
  expect(server.commands).toEqual(['EHLO nashra.example'])
  await connection.close()
})

test.each([
  'u@a.example\r\nRCPT TO:<eve@example.org>',
  'u@a.example>\r\nDATA',
  'u@a.example, eve@example.org',
  'u@a.example> NOTIFY=SUCCESS',
])('no address adds a command or a reader: %j', async (address) => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  await expect(connection.send({ from: 'b@example.org', to: address, message: small })).rejects.toThrow(TypeError)
  await expect(connection.send({ from: address, to: 'salma@example.org', message: small })).rejects.toThrow(TypeError)
  expect(server.commands).toEqual(['EHLO nashra.example'])
  await connection.close()
})

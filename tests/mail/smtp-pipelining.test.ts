import { expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../../src/mail/outcome.ts'
import { parseRelay } from '../../src/mail/relay.ts'
import { openConnection, type Outgoing, type RelayConnection, type Timeouts } from '../../src/mail/smtp-connection.ts'
import { cut, openRudeServer, silence, type Manners, type Reaction } from './rude-server.ts'

const impatient: Partial<Timeouts> = { command: 150, afterDot: 150 }

const connect = (url: string, timeouts: Partial<Timeouts> = {}): Promise<RelayConnection> =>
  openConnection(parseRelay(url), { name: 'nashra.example', timeouts })

const unhurried: Manners = { ehlo: '250-rude.example\r\n250 8BITMIME' }

const letter = (reader: number): Outgoing => ({
  from: 'b+token@example.org',
  to: `reader${reader}@example.org`,
  message: Buffer.from(`Subject: ${reader}\r\n\r\nhello ${reader}\r\n`),
})

const subjects = (messages: readonly string[]): string[] => messages.map((text) => text.slice(9, text.indexOf('\r')))

test('the next reader is announced with the last bytes of the message before: one answer each way', async () => {
  const packets: string[] = []
  await using server = await openRudeServer({
    greeting: (socket, peer) => {
      socket.on('data', (chunk: Buffer) => packets.push(chunk.toString()))
      peer.say('220 rude.example\r\n')
    },
  })
  const connection = await connect(server.url)
  const letters = [1, 2, 3].map(letter)
  for (const [at, outgoing] of letters.entries())
    expect(await connection.send(outgoing, letters[at + 1])).toMatchObject({ kind: 'accepted' })
  expect(connection).toMatchObject({ sent: 3, usable: true, upcoming: null })
  await connection.close()
  expect(subjects(server.messages)).toEqual(['1', '2', '3'])
  // EHLO, the first envelope, three messages, QUIT.
  expect(packets).toHaveLength(6)
  expect(packets[2]).toMatch(/\r\n\.\r\nMAIL FROM:<b\+token@example.org>\r\nRCPT TO:<reader2@example.org>\r\nDATA\r\n$/)
})

test('an announced reader whom the relay refuses is refused when the turn comes, and the one after is served', async () => {
  await using server = await openRudeServer({ rcpt: ['250 ok', '550 5.1.1 who?', '250 ok'] })
  const connection = await connect(server.url)
  expect(await connection.send(letter(1), letter(2))).toMatchObject({ kind: 'accepted' })
  // The same by its envelope and size, though composed anew.
  expect(await connection.send(letter(2), letter(3))).toMatchObject({ kind: 'refused', code: 550, phase: 'rcpt' })
  expect(await connection.send(letter(3))).toMatchObject({ kind: 'accepted' })
  expect(subjects(server.messages)).toEqual(['1', '3'])
  expect(server.commands.filter((line) => line === 'RSET')).toHaveLength(1)
  expect(server.connections.ever).toBe(1)
  await connection.close()
})

test('an announced reader who is refused where DATA is taken all the same costs nobody anything', async () => {
  await using server = await openRudeServer(
    { rcpt: ['250 ok', '550 who?', '250 ok'], dot: ['250 ok', '554 nobody', '250 ok'] },
    true,
  )
  const connection = await connect(server.url)
  await connection.send(letter(1), letter(2))
  expect(await connection.send(letter(2))).toMatchObject({ kind: 'refused', code: 550 })
  expect(await connection.send(letter(3))).toMatchObject({ kind: 'accepted' })
  expect(server.messages.map((text) => text.length > 0)).toEqual([true, false, true])
  await connection.close()
})

test('when another reader is sent to than was announced, nobody gets an empty message, and the connection ends', async () => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  await connection.send(letter(1), letter(2))
  expect(connection.upcoming).toMatchObject({ to: 'reader2@example.org' })
  expect(await connection.send(letter(3))).toMatchObject({ kind: 'deferred', code: null, phase: 'connection' })
  expect(connection.usable).toBe(false)
  await connection.close()
  expect(subjects(server.messages)).toEqual(['1'])
  expect(server.commands).not.toContain('QUIT')
})

test('when the announced reader was refused, another one may be sent to in that place', async () => {
  await using server = await openRudeServer({ mail: ['250 ok', '450 later', '250 ok'] })
  const connection = await connect(server.url)
  await connection.send(letter(1), letter(2))
  expect(await connection.send(letter(3))).toMatchObject({ kind: 'accepted' })
  expect(await connection.send(letter(2))).toMatchObject({ kind: 'accepted' })
  expect(subjects(server.messages)).toEqual(['1', '3', '2'])
  await connection.close()
})

test('a connection on which somebody is announced closes without a word into the message', async () => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  await connection.send(letter(1), letter(2))
  await connection.close()
  expect(server.commands.at(-1)).toBe('DATA')
  expect(subjects(server.messages)).toEqual(['1'])
})

test('who cannot be announced waits for an own turn, and costs the reader before nothing', async () => {
  await using server = await openRudeServer({ ehlo: '250-rude.example\r\n250-PIPELINING\r\n250 SIZE 500' })
  const connection = await connect(server.url)
  const unfit = [
    { ...letter(2), to: 'no address' },
    { ...letter(2), to: 'سلمى@example.org' },
    { ...letter(2), message: Buffer.alloc(501, 'x') },
  ]
  for (const upcoming of unfit) {
    expect(await connection.send(letter(1), upcoming)).toMatchObject({ kind: 'accepted' })
    expect(connection.upcoming).toBeNull()
  }
  await expect(connection.send(unfit[0] ?? letter(1))).rejects.toThrow(TypeError)
  expect(await connection.send(unfit[2] ?? letter(1))).toMatchObject({ kind: 'refused', reason: 'message_too_large' })
  expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual(
    Array.from({ length: 3 }, () => `MAIL FROM:<b+token@example.org> SIZE=${letter(1).message.length}`),
  )
  await connection.close()
})

test('where the relay does not offer pipelining, or has lost step with it, each command waits for its answer', async () => {
  for (const [manners, pipelining] of [
    [unhurried, true],
    [{}, false],
  ] as const) {
    const open: string[] = []
    const slow =
      (reply: string): Reaction =>
      async (_, peer) => {
        open.push(peer.line)
        await pause(5)
        expect(open.splice(0)).toHaveLength(1)
        peer.say(`${reply}\r\n`)
        return reply
      }
    await using server = await openRudeServer({
      ...manners,
      mail: slow('250 ok'),
      rcpt: slow('250 ok'),
      data: '354 go on',
    })
    const connection = await openConnection(parseRelay(server.url), { name: 'nashra.example', pipelining })
    expect(await connection.send(letter(1), letter(2))).toMatchObject({ kind: 'accepted' })
    expect(connection.upcoming).toBeNull()
    expect(await connection.send(letter(2))).toMatchObject({ kind: 'accepted' })
    await connection.close()
  }
})

const resets: [string, Reaction, Partial<Outcome>][] = [
  ['refuses to', '503 no', { kind: 'deferred', code: null }],
  ['talks nonsense', 'eh?', { kind: 'deferred', code: null }],
  ['hangs up', cut, { kind: 'deferred', code: null }],
  ['says nothing', silence, { kind: 'deferred', code: null }],
  ['begins anew', '250 ok', { kind: 'accepted' }],
]

test.each(resets)(
  'after a refusal a relay is asked to begin anew: when it %s, no reader is refused for it',
  async (_, rset, expected) => {
    for (const manners of [{}, unhurried]) {
      await using server = await openRudeServer({ ...manners, rcpt: ['550 who?', '250 ok'], rset })
      const connection = await connect(server.url, impatient)
      expect(await connection.send(letter(1))).toMatchObject({ kind: 'refused' })
      expect(await connection.send(letter(2))).toMatchObject(expected)
      expect(connection.usable).toBe(expected.kind === 'accepted')
      await connection.close()
    }
  },
)

test.each<[string, Reaction]>([
  ['says nothing', silence],
  ['hangs up', cut],
  ['talks nonsense', 'eh?'],
  ['refuses', '500 stay'],
])('a connection closes also when the relay %s at QUIT', async (_, quit) => {
  await using server = await openRudeServer({ quit })
  const connection = await connect(server.url)
  await connection.send(letter(1))
  await connection.close()
  expect(connection.usable).toBe(false)
  expect(server.commands.at(-1)).toBe('QUIT')
})

test('a line that begins with a dot gets one more, and a last line its end', async () => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  const message = Buffer.from('.first\r\n.\r\nin the middle.\n.\r\n..two\r\nlast')
  expect(await connection.send({ ...letter(1), message }, letter(2))).toMatchObject({ kind: 'accepted' })
  expect(await connection.send(letter(2))).toMatchObject({ kind: 'accepted' })
  expect(server.messages[0]).toBe('..first\r\n..\r\nin the middle.\n..\r\n...two\r\nlast\r\n')
  await connection.close()
})

test('a vast message goes out whole, the next one announced behind it', async () => {
  await using server = await openRudeServer()
  const connection = await connect(server.url)
  const long = Buffer.from(
    `Subject: long\r\n\r\n${'sixty-two characters and a line break make sixty-four of them.\r\n'.repeat(20_000)}`,
  )
  expect(await connection.send({ ...letter(1), message: long }, letter(2))).toMatchObject({ kind: 'accepted' })
  expect(await connection.send(letter(2))).toMatchObject({ kind: 'accepted' })
  expect(server.messages[0]).toBe(long.toString())
  await connection.close()
})

test('a relay that leaves a dot unanswered and goes on is not believed: its word for MAIL was not meant for the message', async () => {
  await using server = await openRudeServer({ dot: [silence, '250 2.0.0 taken'] })
  const connection = await connect(server.url)
  expect(await connection.send(letter(1), letter(2))).toMatchObject({ kind: 'uncertain', why: 'unintelligible_reply' })
  expect(connection.usable).toBe(false)
  expect(subjects(server.messages)).toEqual(['1'])
  await connection.close()
})

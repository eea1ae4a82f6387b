import { expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { createRelayPool, type RelayPoolOptions } from '../../src/mail/relay-pool.ts'
import { parseRelay, RelayFault } from '../../src/mail/relay.ts'
import { cut, openRudeServer, silence, type RudeServer } from './rude-server.ts'

const quiet = { warn: silence, info: silence }

const poolOver = (servers: readonly RudeServer[], options: Partial<RelayPoolOptions> = {}) =>
  createRelayPool({ relays: servers.map(({ url }) => parseRelay(url)), log: quiet, ...options })

const outgoing = { from: 'b@example.org', to: 'salma@example.org', message: Buffer.from('Subject: x\r\n\r\nx\r\n') }

const until = async (condition: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400 && !condition(); turn += 1) await pause(5)
  expect(condition()).toBe(true)
}

test('many readers go over few connections, never more than the bound', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([server], { connectionsPerRelay: 3 })
  let left = 60
  const sender = async (): Promise<void> => {
    while (left > 0) {
      const connections = await pool.acquireSome(left)
      expect(connections.length).toBeGreaterThan(0)
      left -= connections.length
      await Promise.all(
        connections.map(async (connection) => {
          expect(await connection.send(outgoing)).toMatchObject({ kind: 'accepted' })
          pool.release(connection)
        }),
      )
    }
  }
  await Promise.all([sender(), sender()])
  await pool.close()
  expect(pool.connections).toBe(3)
  expect(server.messages).toHaveLength(60)
  expect(server.connections.most).toBeLessThanOrEqual(3)
  expect(server.commands.filter((line) => line === 'QUIT')).toHaveLength(server.connections.ever)
})

test('who asks gets all that are free at that moment, and at most what was asked for', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([server], { connectionsPerRelay: 4 })
  const first = await pool.acquireSome(4)
  const rest = await pool.acquireSome(4)
  expect(first.length + rest.length).toBeLessThanOrEqual(4)
  await until(() => server.connections.open === 4)
  const all = [...first, ...rest]
  while (all.length < 4) all.push(...(await pool.acquireSome(4)))
  const waiting = pool.acquireSome(2)
  for (const connection of all) pool.release(connection)
  const served = await waiting
  expect(served.length).toBeLessThanOrEqual(2)
  for (const connection of served) pool.release(connection)
  expect(await pool.acquireSome(9)).toHaveLength(4)
  expect(server.connections.ever).toBe(4)
})

test('a connection in doubt is not used again', async () => {
  await using server = await openRudeServer({ dot: [cut, '250 ok'] })
  const pool = poolOver([server], { connectionsPerRelay: 1 })
  for (const kind of ['uncertain', 'accepted']) {
    const [connection] = await pool.acquireSome(1)
    expect(await connection?.send(outgoing)).toMatchObject({ kind })
    if (connection) pool.release(connection)
  }
  expect(server.connections.ever).toBe(2)
  await pool.close()
})

test('a connection is closed politely after its share of messages, and when nobody needs it', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([server], { connectionsPerRelay: 1, messagesPerConnection: 2, idle: 30 })
  for (let message = 0; message < 3; message += 1) {
    const [connection] = await pool.acquireSome(1)
    await connection?.send(outgoing)
    if (connection) pool.release(connection)
  }
  const conversation = server.commands.map((line) => line.slice(0, 4)).join(' ')
  expect(conversation).toBe('EHLO MAIL RCPT DATA MAIL RCPT DATA QUIT EHLO MAIL RCPT DATA')
  await until(() => server.connections.open === 0)
  expect(server.commands.filter((line) => line === 'QUIT')).toHaveLength(2)
  await pool.close()
})

test('an idle connection that the relay has dropped is replaced before anybody gets it', async () => {
  await using server = await openRudeServer({ mail: '250 ok' })
  const pool = poolOver([server], { connectionsPerRelay: 1 })
  const [first] = await pool.acquireSome(1)
  if (first) pool.release(first)
  server.dropAll()
  await until(() => first?.usable === false)
  const [second] = await pool.acquireSome(1)
  expect(await second?.send(outgoing)).toMatchObject({ kind: 'accepted' })
  if (second) pool.release(second)
  await pool.close()
})

test('mail goes over the other relay while one is down, and over both when it is back', async () => {
  await using down = await openRudeServer({ greeting: ['421 not now', '220 rude.example'] })
  await using up = await openRudeServer()
  const told: string[] = []
  const log = {
    warn: (_: object, message: string) => void told.push(message),
    info: (_: object, message: string) => void told.push(message),
  }
  const pool = poolOver([down, up], { connectionsPerRelay: 1, rest: 40, log })
  const [only] = await pool.acquireSome(1)
  expect(only?.relay.port).toBe(up.port)
  const second = pool.acquireSome(1)
  await pause(60)
  const third = pool.acquireSome(1)
  expect((await second)[0]?.relay.port).toBe(down.port)
  if (only) pool.release(only)
  expect((await third)[0]).toBe(only)
  expect(told).toEqual(['relay at fault', 'relay reachable again'])
})

test('when no relay can be reached everybody who waits is told, and may try again', async () => {
  await using server = await openRudeServer({ greeting: ['421 no', '421 no', '220 rude.example'] })
  const pool = poolOver([server], { connectionsPerRelay: 1, rest: 60_000 })
  const waiting = [pool.acquireSome(1), pool.acquireSome(1)]
  for (const one of await Promise.allSettled(waiting))
    expect(one.status === 'rejected' && one.reason).toBeInstanceOf(RelayFault)
  await expect(pool.acquireSome(1)).rejects.toMatchObject({ kind: 'greeting_refused', code: 421 })
  expect(await pool.acquireSome(1)).toHaveLength(1)
})

test('closing waits for the connections in use, sends away those who wait, and opens no more', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([server], { connectionsPerRelay: 1 })
  const [connection] = await pool.acquireSome(1)
  const waiting = pool.acquireSome(1)
  const closed = pool.close()
  expect(await waiting).toEqual([])
  expect(await pool.acquireSome(1)).toEqual([])
  expect(await Promise.race([closed.then(() => 'closed'), pause(30, 'open')])).toBe('open')
  expect(await connection?.send(outgoing)).toMatchObject({ kind: 'accepted' })
  if (connection) pool.release(connection)
  await closed
  expect(server.commands.at(-1)).toBe('QUIT')
  expect(() => connection && pool.release(connection)).toThrow('not a connection in use')
})

test('a pool that was never used closes at once', async () => {
  const pool = createRelayPool({ relays: [parseRelay('smtp://127.0.0.1:1')], log: quiet })
  await pool.close()
  expect(() => createRelayPool({ relays: [], log: quiet })).toThrow('at least one')
})

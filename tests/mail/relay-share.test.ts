import { afterEach, expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { createRelayPool, type RelayPool, type RelayPoolOptions } from '../../src/mail/relay-pool.ts'
import { parseRelay } from '../../src/mail/relay.ts'
import type { RelayConnection } from '../../src/mail/smtp-connection.ts'
import { cut, openRudeServer, silence, type Reaction } from './rude-server.ts'

const outgoing = { from: 'b@example.org', to: 'salma@example.org', message: Buffer.from('Subject: x\r\n\r\nx\r\n') }

const pools: RelayPool[] = []

const poolOver = (urls: readonly string[], options: Partial<RelayPoolOptions> = {}): RelayPool => {
  const log = { info: silence, warn: silence }
  const pool = createRelayPool({ relays: urls.map(parseRelay), log, ...options })
  pools.push(pool)
  return pool
}

afterEach(() => {
  // Not awaited: some connections are never given back.
  for (const pool of pools.splice(0)) void pool.close()
})

/** Connections until there are no more to be had, all of them held; and the one who still waits for another. */
const takeAll = async (pool: RelayPool): Promise<{ taken: RelayConnection[]; waiting: Promise<RelayConnection[]> }> => {
  const taken: RelayConnection[] = []
  for (;;) {
    const waiting = pool.acquireSome(100)
    const more = await Promise.race([waiting, pause(150, [])])
    if (more.length === 0) return { taken, waiting }
    taken.push(...more)
  }
}

const takeOne = async (pool: RelayPool): Promise<RelayConnection> => {
  const [connection] = await pool.acquireSome(1)
  if (connection === undefined) throw new Error('the pool is closed')
  return connection
}

const ports = (connections: readonly RelayConnection[], port: number): number =>
  connections.filter(({ relay }) => relay.port === port).length

test('relays share the connections by their weights, and all of them go to the one that is left', async () => {
  await using heavy = await openRudeServer()
  await using light = await openRudeServer()
  const urls = [`${heavy.url}?weight=3&connections=6`, `${light.url}?connections=6`]
  const pool = poolOver(urls)
  expect(pool.connections).toBe(12)
  const { taken } = await takeAll(pool)
  expect([ports(taken, heavy.port), ports(taken, light.port)]).toEqual([6, 2])

  await using down = await openRudeServer({ greeting: '421 not now' })
  const left = poolOver([`${down.url}?weight=3&connections=6`, urls[1] ?? ''], { rest: 60_000 })
  expect(ports((await takeAll(left)).taken, light.port)).toBe(6)
})

test('who takes few of many free connections gets those of the relay that has least to do for its weight', async () => {
  await using heavy = await openRudeServer()
  await using light = await openRudeServer()
  const pool = poolOver([`${heavy.url}?weight=2&connections=4`, `${light.url}?connections=4`])
  const all: RelayConnection[] = []
  while (all.length < 6) all.push(...(await pool.acquireSome(6 - all.length)))
  for (const connection of all) pool.release(connection)
  const three: RelayConnection[] = []
  for (let times = 0; times < 3; times += 1) three.push(...(await pool.acquireSome(1)))
  expect([ports(three, heavy.port), ports(three, light.port)]).toEqual([2, 1])
})

test('a backup carries the mail only while the relay before it cannot', async () => {
  await using first = await openRudeServer({ greeting: ['421 not now', '220 rude.example'] })
  await using backup = await openRudeServer()
  const pool = poolOver([`${backup.url}?backup=yes`, first.url], { connectionsPerRelay: 1, rest: 60 })
  const spare = await takeOne(pool)
  expect(spare.relay.port).toBe(backup.port)
  expect(await spare.send(outgoing)).toMatchObject({ kind: 'accepted' })
  expect(pool.isFit(spare)).toBe(true)
  // The first relay is tried again by itself, though nobody asks for another connection, and the backup then ends.
  let over = 1
  for (; pool.isFit(spare) && over < 500; over += 1) {
    expect(await spare.send(outgoing, outgoing)).toMatchObject({ kind: 'accepted' })
    await pause(5)
  }
  expect(spare.usable).toBe(true)
  pool.release(spare)
  const [again] = await pool.acquireSome(1)
  expect(again?.relay.port).toBe(first.port)
  expect(await again?.send(outgoing)).toMatchObject({ kind: 'accepted' })
  expect([first.messages.length, backup.messages.length]).toEqual([1, over])
})

test('a backup is not used for a relay that only has all its connections in use', async () => {
  await using first = await openRudeServer()
  await using backup = await openRudeServer()
  const pool = poolOver([first.url, `${backup.url}?backup=yes`], { connectionsPerRelay: 2 })
  expect((await takeAll(pool)).taken).toHaveLength(2)
  expect(backup.connections.ever).toBe(0)
})

test('a relay that takes no more connections gets no more, then one more after a while, and is not at fault', async () => {
  let allowed = 2
  let open = 0
  const guarded: Reaction = (socket, peer) => {
    open += 1
    socket.once('close', () => (open -= 1))
    if (open <= allowed) peer.say('220 rude.example\r\n')
    else socket.end('421 4.7.0 too many of you\r\n')
  }
  const told: [object, string][] = []
  const log = { warn: silence, info: (fields: object, message: string) => void told.push([fields, message]) }
  await using server = await openRudeServer({ greeting: guarded })
  const pool = poolOver([server.url], { connectionsPerRelay: 5, growth: 400, rest: 10, log })
  const { taken, waiting } = await takeAll(pool)
  expect(taken).toHaveLength(2)
  expect(told.at(-1)).toEqual([
    { relay: `127.0.0.1:${server.port}`, connections: 2 },
    'relay takes no more connections',
  ])
  const tried = server.connections.ever
  if (taken[0]) pool.release(taken[0])
  expect(await waiting).toEqual([taken[0]])
  expect(server.connections.ever).toBeLessThanOrEqual(tried + 1)
  allowed = 5
  await pause(450)
  const more = (await takeAll(pool)).taken.length
  expect(more).toBeGreaterThan(0)
  expect(more).toBeLessThan(3)
})

test('the first connection is waited for, and then at most as many are opened at once as there are', async () => {
  let greeting = 0
  let open = 0
  const crowds: string[] = []
  const slow: Reaction = async (_, peer) => {
    greeting += 1
    crowds.push(`${greeting} beside ${open}`)
    await pause(30)
    greeting -= 1
    open += 1
    peer.say('220 rude.example\r\n')
  }
  await using server = await openRudeServer({ greeting: slow })
  const pool = poolOver([server.url], { connectionsPerRelay: 8 })
  expect((await takeAll(pool)).taken).toHaveLength(8)
  expect(crowds[0]).toBe('1 beside 0')
  expect(
    crowds.map((crowd) => crowd.split(' beside ').map(Number)).every(([one = 0, all = 0]) => one <= Math.max(1, all)),
  ).toBe(true)
})

test('a connection is replaced after its relay’s share of messages, and when it is old', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([`${server.url}?messages=2`], { connectionsPerRelay: 1, messagesPerConnection: 100 })
  const [connection] = await pool.acquireSome(1)
  await connection?.send(outgoing, outgoing)
  expect(connection && pool.isFit(connection)).toBe(true)
  // The last one of its share announces nobody.
  await connection?.send(outgoing, outgoing)
  expect(connection?.upcoming).toBeNull()
  expect(connection && pool.isFit(connection)).toBe(false)
  expect(server.messages).toHaveLength(2)

  const brief = poolOver([server.url], { age: 50 })
  const [young] = await brief.acquireSome(1)
  await young?.send(outgoing, outgoing)
  await pause(60)
  // Whom it has announced it still serves.
  expect(young && brief.isFit(young)).toBe(true)
  await young?.send(outgoing, outgoing)
  expect(young && brief.isFit(young)).toBe(false)
  if (young) brief.release(young)
  expect((await brief.acquireSome(1))[0]).not.toBe(young)
})

test('a connection on which somebody is announced is given to nobody else', async () => {
  await using server = await openRudeServer()
  const pool = poolOver([server.url], { connectionsPerRelay: 1 })
  const [first] = await pool.acquireSome(1)
  await first?.send(outgoing, outgoing)
  if (first) pool.release(first)
  const [second] = await pool.acquireSome(1)
  expect(second).not.toBe(first)
  expect(await second?.send(outgoing)).toMatchObject({ kind: 'accepted' })
  expect(server.messages).toHaveLength(2)
})

test('a relay that lost step is asked one thing at a time from then on, and the log says so', async () => {
  const told: string[] = []
  const log = { info: silence, warn: (_: object, message: string) => void told.push(message) }
  await using server = await openRudeServer({ mail: ['250 ok\r\n250 stray', '250 ok'] })
  const pool = poolOver([server.url], { connectionsPerRelay: 1, log })
  for (const [at, kind] of ['deferred', 'accepted', 'accepted'].entries()) {
    const [connection] = await pool.acquireSome(1)
    expect(await connection?.send(outgoing, outgoing)).toMatchObject({ kind })
    expect([at, connection?.upcoming]).toEqual([at, null])
    if (connection) pool.release(connection)
  }
  expect(told).toEqual(['relay out of step, asked one thing at a time for an hour'])
})

test('a relay that greets and hangs up, again and again, is at fault', async () => {
  await using server = await openRudeServer({
    ehlo: (socket, peer) => {
      peer.say('250 rude.example\r\n')
      setTimeout(cut, 20, socket)
    },
  })
  const pool = poolOver([server.url], { connectionsPerRelay: 1 })
  const use = async (): Promise<string> => {
    const [connection] = await pool.acquireSome(1)
    await pause(60)
    if (connection) pool.release(connection)
    return use()
  }
  await expect(use()).rejects.toMatchObject({ name: 'RelayFault', kind: 'unreachable' })
  expect(server.connections.ever).toBe(3)
})

test('who waits while a relay rests is served when it has rested', async () => {
  await using server = await openRudeServer({ greeting: ['220 rude.example', silence, '220 rude.example'] })
  const pool = poolOver([server.url], {
    connectionsPerRelay: 2,
    rest: 50,
    connection: { timeouts: { greeting: 50, connect: 50 } },
  })
  const [first] = await pool.acquireSome(1)
  const second = await Promise.race([pool.acquireSome(1), pause(2000, [], { ref: false })])
  expect(second).toHaveLength(1)
  expect(first?.usable).toBe(true)
})

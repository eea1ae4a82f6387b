import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { ask, openPlace, type Place } from './places.ts'
import { eventually, processesNaming, runProgram } from './programs.ts'

let place: Place
let used = ''
beforeAll(async () => {
  place = await openPlace()
  used = join(place.home, 'used')
})
afterAll(() => place.remove())

test('a first start makes the database, and a second start finds what was written', async () => {
  const directory = join(place.home, 'مجلّد القرّاء', 'data base')
  {
    await using database = await startPostgres({ directory })
    await ask(database.url, "CREATE TABLE reader AS SELECT 'سلمى' AS name")
    expect(await ask(database.url, 'SHOW server_encoding')).toBe('UTF8')
    expect(await ask(database.url, "SELECT lower('ÉCOLE')")).toBe('école')
    expect(await ask(database.url, 'SHOW fsync')).toBe('on')
  }
  await using database = await startPostgres({ directory, settings: { work_mem: '5MB' } })
  expect(await ask(database.url, 'SELECT name FROM reader')).toBe('سلمى')
  expect(await ask(database.url, 'SHOW work_mem')).toBe('5MB')
})

test('the database listens on loopback only, keeps its password to itself and gives Nashra no rights beyond its own', async () => {
  const directory = join(place.home, 'rights')
  await using database = await startPostgres({ directory, throwaway: true })
  expect(await ask(database.url, 'SHOW listen_addresses')).toBe('127.0.0.1')
  expect(await ask(database.adminUrl, 'SHOW unix_socket_directories')).toBe('')
  expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600)
  await expect(ask(database.url, "COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toMatchObject({ code: '42501' })
  await expect(ask(database.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  await database.close()
  expect(await stat(directory).catch(() => null)).toBeNull()
})

test('a port that was asked for is used, and a taken one is named', async () => {
  const busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  const { port } = busy.address() as { port: number }
  await expect(startPostgres({ directory: used, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 cannot be used`)
  busy.close()
  await once(busy, 'close')
  await using database = await startPostgres({ directory: used, port })
  expect(database.port).toBe(port)
})

test('a second Nashra on a running database gets one sentence and disturbs nobody', async () => {
  await using database = await startPostgres({ directory: used })
  await using second = await runProgram({ directory: used })
  expect(second.said).toBe(
    `fault StartFault: Another Nashra is using the database in ${used}: ` +
      'stop it first, or give this one another DATA_DIR.',
  )
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

test('of two Nashras that start at the same moment one serves, the other says why not', async () => {
  const fresh = join(place.home, 'fresh')
  for (const directory of [fresh, fresh, used]) {
    const both = await Promise.all([runProgram({ directory }), runProgram({ directory })])
    const said = both.map((program) => program.said.replace(/^up .*/, 'up')).toSorted()
    expect(said).toEqual([expect.stringMatching(/^fault StartFault: Another Nashra is using/), 'up'])
    await Promise.all(both.map((program) => program.end('SIGTERM')))
  }
})

test('Ctrl-C in the terminal leaves time for the last query before the database stops', async () => {
  const program = await runProgram({ directory: used })
  await program.end('SIGINT', 'group')
  expect(program.lines).toEqual(['closed'])
  expect(await stat(join(used, 'cluster', 'postmaster.pid')).catch(() => null)).toBeNull()
})

test('when Nashra is killed its database stops by itself, in order', async () => {
  const program = await runProgram({ directory: used })
  await ask(program.database.url, 'CREATE TABLE seven AS SELECT 7 AS n')
  await program.end('SIGKILL')
  await using database = await startPostgres({ directory: used })
  expect(await ask(database.url, 'SELECT n FROM seven')).toBe(7)
})

test('when a test run is killed its throwaway database disappears', async () => {
  const directory = join(place.home, 'throwaway')
  const program = await runProgram({ directory, throwaway: true })
  await program.end('SIGKILL')
  expect(await eventually(async () => (await stat(directory).catch(() => null)) === null)).toBe(true)
  expect(await eventually(async () => (await processesNaming(directory)).length === 0)).toBe(true)
})

test('a database that outlived its Nashra and its guard is stopped and started anew', async () => {
  const program = await runProgram({ directory: used })
  await ask(program.database.url, 'CREATE TABLE eight AS SELECT 8 AS n')
  const guards = await processesNaming('nashra-postgres-guard')
  const ours = await processesNaming(join(used, 'cluster', 'postmaster.pid'))
  const guard = guards.find((pid) => ours.includes(pid)) ?? 0
  process.kill(guard, 'SIGKILL')
  await program.end('SIGKILL')
  expect(await ask(program.database.url, 'SELECT n FROM eight')).toBe(8)
  await using database = await startPostgres({ directory: used })
  expect(await ask(database.url, 'SELECT n FROM eight')).toBe(8)
  await expect(ask(program.database.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test.each([
  ['is gone', '4194301'],
  ['is now another program', String(process.pid)],
  ['was never written', ''],
])('a postmaster.pid whose process %s does not stop a start', async (_, pid) => {
  const before = await startPostgres({ directory: used })
  const file = join(used, 'cluster', 'postmaster.pid')
  const note = (await readFile(file, 'utf8')).split('\n')
  await before.close()
  await writeFile(file, pid && [pid, ...note.slice(1)].join('\n'))
  await using database = await startPostgres({ directory: used })
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

test('after the crash of a session the database recovers and is still taken', async () => {
  await using database = await startPostgres({ directory: used })
  const victim = new Client({ connectionString: database.url })
  victim.on('error', () => {})
  await victim.connect()
  const { rows } = await victim.query('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0].pid, 'SIGKILL')
  const answers = async (): Promise<boolean> => (await ask(database.url, 'SELECT 1').catch(() => 0)) === 1
  const taken = "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory'"
  expect(await eventually(answers)).toBe(true)
  expect(await eventually(async () => (await ask(database.adminUrl, taken).catch(() => 0)) === 1)).toBe(true)
  await using second = await runProgram({ directory: used })
  expect(second.said).toContain('Another Nashra is using')
  await victim.end().catch(() => {})
})

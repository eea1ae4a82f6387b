import { randomBytes } from 'node:crypto'
import { link, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAccount, type Launch, type ServerAccount } from './postgres-account.ts'
import type { Binaries } from './postgres-binaries.ts'
import { watchEnding } from './postgres-ending.ts'
import { StartFault } from './start-fault.ts'

/** A cluster on disk and what is needed to run it. */
export interface Cluster {
  /** Holds everything: the cluster and its password. */
  readonly directory: string
  /** PostgreSQL's own folder in it. */
  readonly folder: string
  readonly password: string
  readonly binaries: Binaries
  readonly launch: Launch
}

export interface ClusterPlan {
  readonly directory: string
  readonly binaries: Binaries
  /** Does not wait for the disk. */
  readonly throwaway: boolean
  readonly log: (line: string) => void
}

const unfinished = 'unfinished-'

/** Opens the cluster in a folder; makes folder, password and cluster where they are missing. Throws a StartFault when it cannot. */
export const openCluster = async (plan: ClusterPlan): Promise<Cluster> => {
  const directory = await makeFolder(plan.directory)
  const folder = join(directory, 'cluster')
  const account = await openAccount(directory, folder, plan.binaries)
  const password = await keepPassword(directory, account)
  const cluster = { directory, folder, password, binaries: plan.binaries, launch: account.launch }
  if (!(await exists(folder))) await createCluster(cluster, account, plan)
  return cluster
}

/** Deletes what a creation that was cut short left behind. Only for whoever holds the right to the cluster. */
export const tidyCluster = async ({ directory }: Cluster): Promise<void> => {
  const leavings = (await readdir(directory)).filter((name) => name.startsWith(unfinished))
  await Promise.all(leavings.map((name) => rm(join(directory, name), { recursive: true, force: true })))
}

/** Deletes a cluster and its password. */
export const deleteCluster = ({ directory }: Cluster): Promise<void> =>
  rm(directory, { recursive: true, force: true, maxRetries: 3 })

const makeFolder = async (directory: string): Promise<string> => {
  try {
    await mkdir(directory, { recursive: true })
    return await realpath(directory)
  } catch (error) {
    throw new StartFault(
      `The folder ${directory} for the database cannot be made: let this account write there, or set DATA_DIR to another one.`,
      { cause: error },
    )
  }
}

/** The password of both roles, made once, readable by the owner of the cluster alone. */
const keepPassword = async (directory: string, account: ServerAccount): Promise<string> => {
  const file = join(directory, 'password')
  try {
    if (!(await exists(file))) {
      if (await exists(join(directory, 'cluster'))) throw lostPassword(file)
      await writePassword(file, account)
    }
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof StartFault) throw error
    throw new StartFault(
      `The database's password cannot be kept in ${file}: let this account read and write there, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

const lostPassword = (file: string): StartFault =>
  new StartFault(`The database's password is missing: put ${file} back from a backup of that folder.`)

const writePassword = async (file: string, account: ServerAccount): Promise<void> => {
  const fresh = `${file}-${randomBytes(6).toString('hex')}`
  try {
    await writeFile(fresh, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
    await account.adopt(fresh)
    // Unlike a rename, a link never replaces what another Nashra put there at the same moment.
    await link(fresh, file)
  } catch (error) {
    if (!(await exists(file))) throw error
  } finally {
    await rm(fresh, { force: true })
  }
}

/** Builds the cluster beside its place and moves it in whole, so that a start that is cut short leaves nothing half made. */
const createCluster = async (cluster: Cluster, account: ServerAccount, plan: ClusterPlan): Promise<void> => {
  const fresh = await mkdtemp(join(cluster.directory, unfinished))
  try {
    await account.adopt(fresh)
    await fillCluster(cluster, fresh, plan)
    await rename(fresh, cluster.folder)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another Nashra was quicker; which of the two may use it is decided later.
    if (!(await exists(cluster.folder))) throw error
  }
}

const fillCluster = async (cluster: Cluster, folder: string, { throwaway, log }: ClusterPlan): Promise<void> => {
  const parameters = [
    `--pgdata=${folder}`,
    `--pwfile=${join(cluster.directory, 'password')}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8 sorts and folds cases alike on every system, whatever locales that has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(throwaway ? ['--no-sync'] : []),
  ]
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const { code, words } = await watchEnding(
    cluster.launch(cluster.binaries.initdb, parameters, { stdio: [...stdio], cwd: '/' }),
    log,
  )
  if (code === 0) return
  throw new StartFault(
    `The database could not be made in ${cluster.directory} (${words}): set DATA_DIR to a folder on another disk, or set DATABASE_URL.`,
  )
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null

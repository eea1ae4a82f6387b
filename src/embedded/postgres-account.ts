import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chown, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Binaries } from './postgres-binaries.ts'
import { StartFault } from './start-fault.ts'

/** Starts a program as the account that owns the cluster, with nothing of our own environment. */
export type Launch = (program: string, parameters: readonly string[], options?: SpawnOptions) => ChildProcess

/** The account that owns a cluster and runs PostgreSQL. */
export interface ServerAccount {
  readonly launch: Launch
  /** Makes a file or folder of ours theirs. */
  adopt(path: string): Promise<void>
}

interface Account {
  readonly uid: number
  readonly gid: number
}

const run = promisify(execFile)
const env = { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }

/**
 * Finds out who must run PostgreSQL for a cluster in `directory`, and makes the files there theirs. PostgreSQL refuses to
 * run as root: then it is the account that owns the cluster already, or else `postgres`, made if there is none.
 */
export const openAccount = async (directory: string, cluster: string, binaries: Binaries): Promise<ServerAccount> => {
  const owner = await stat(cluster).catch(() => null)
  const self = process.getuid?.()
  if (self === 0) return openForRoot(directory, cluster, binaries, owner)
  if (owner && owner.uid !== self) throw foreignCluster(cluster, owner.uid)
  return { launch: (program, parameters, options) => spawn(program, parameters, { ...options, env }), async adopt() {} }
}

const openForRoot = async (
  directory: string,
  cluster: string,
  binaries: Binaries,
  owner: Account | null,
): Promise<ServerAccount> => {
  const account = owner && owner.uid !== 0 ? owner : ((await lookUp('postgres')) ?? (await createAccount('postgres')))
  if (owner?.uid === 0) await run('chown', ['-R', `${account.uid}:${account.gid}`, cluster])
  const adopt = (path: string): Promise<void> => chown(path, account.uid, account.gid)
  if (!owner) await adopt(directory)
  const direct: Launch = (program, parameters, options) =>
    spawn(program, parameters, { ...options, env, uid: account.uid, gid: account.gid })
  const reached = await reaches(direct, directory, binaries)
  return { adopt, launch: reached ? direct : await pastLockedFolders(account, directory, binaries) }
}

const foreignCluster = (cluster: string, uid: number): StartFault =>
  new StartFault(
    `The database in ${cluster} belongs to another account (uid ${uid}): start Nashra as that account or as root, ` +
      'or set DATA_DIR to a folder of your own.',
  )

const lookUp = async (name: string): Promise<Account | null> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}

const createAccount = async (name: string): Promise<Account> => {
  const failure = await run('useradd', ['--system', '--user-group', '--no-create-home', name]).catch((error) => error)
  const account = await lookUp(name)
  if (account) return account
  throw new StartFault(
    `PostgreSQL does not run as root, and no account "${name}" could be made for it: ` +
      'start Nashra as an ordinary account, or set DATABASE_URL.',
    { cause: failure },
  )
}

/** Whether the account can enter the folder, read the installation and run it. Really tries: modes alone do not tell (ACLs, mounts). */
const reaches = async (launch: Launch, directory: string, binaries: Binaries): Promise<boolean> => {
  const trial = 'cd "$1" && : < "$2" && exec "$3" --version'
  const child = launch('/bin/sh', ['-c', trial, 'sh', directory, binaries.witness, binaries.postgres], {
    stdio: 'ignore',
    cwd: '/',
  })
  const [code] = await once(child, 'close').catch(() => [null])
  return code === 0
}

/**
 * Lets the account pass folders that only root may enter, such as /root, by giving its programs the one capability that
 * does just this. Opening the folders to everybody, or keeping the database elsewhere, would both surprise their owner.
 */
const pastLockedFolders = async (account: Account, directory: string, binaries: Binaries): Promise<Launch> => {
  const capability = await passingCapability()
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--no-new-privs']
  // Without the secure bit access(2), by which PostgreSQL looks for its own programs, does not count capabilities.
  const grants = [
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    '--securebits=+no_setuid_fixup',
  ]
  const launch: Launch = (program, parameters, options) =>
    spawn('setpriv', [...identity, ...grants, '--', program, ...parameters], { ...options, env })
  if (capability && (await reaches(launch, directory, binaries))) return launch
  throw new StartFault(
    `PostgreSQL does not run as root, and the account it runs as (uid ${account.uid}) cannot run ${binaries.postgres} ` +
      `in ${directory}: move Nashra out of folders that only root may enter, or set DATABASE_URL.`,
  )
}

/** The smaller of the two capabilities that pass locked folders; containers often keep only the larger one. */
const passingCapability = async (): Promise<'dac_read_search' | 'dac_override' | null> => {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const permitted = BigInt(`0x${/^CapPrm:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  if (permitted & 0b100n) return 'dac_read_search'
  return permitted & 0b10n ? 'dac_override' : null
}

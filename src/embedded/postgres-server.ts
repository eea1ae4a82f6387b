import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './postgres-cluster.ts'
import { watchEnding, type Ending } from './postgres-ending.ts'
import { detachPipe, guardServer } from './postgres-guard.ts'

/** A running postmaster, started by us. */
export interface Server {
  readonly pid: number | undefined
  readonly ended: Promise<Ending>
  isRunning(): boolean
  /** Lets this program end although the server runs; the server then ends too. */
  detach(): void
  /** Ends every session and stops in order; resolves when the server is gone. */
  stop(): Promise<void>
}

export interface ServerPlan {
  readonly port: number
  /** Forgets durability, and is deleted if this program is killed. */
  readonly throwaway: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

const laptop = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '64MB',
  jit: 'off',
  default_text_search_config: 'pg_catalog.simple',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '',
  log_checkpoints: 'off',
  cluster_name: 'nashra',
}
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '2GB' }
const patienceMs = 30_000

/** Starts PostgreSQL on a cluster; it answers some milliseconds later, or `ended` resolves. */
export const launchServer = (cluster: Cluster, plan: ServerPlan): Server => {
  const child = cluster.launch(cluster.binaries.postgres, ['-D', cluster.folder, ...flagsOf(plan)], {
    // A group of its own: Ctrl-C must reach only us, so that the last queries are answered before the database stops.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
  })
  const guard = guardServer(cluster, { pid: child.pid, throwaway: plan.throwaway })
  let running = true
  const run = async (): Promise<Ending> => {
    const ending = await watchEnding(child, plan.log)
    running = false
    guard.kill('SIGKILL')
    return ending
  }
  const ended = run()
  return {
    pid: child.pid,
    ended,
    isRunning: () => running,
    detach() {
      child.unref()
      detachPipe(child.stderr)
    },
    stop: () => stopServer(child, ended, plan.throwaway),
  }
}

const flagsOf = ({ port, throwaway, settings }: ServerPlan): string[] => {
  const all = { ...laptop, ...(throwaway ? forgetful : {}), ...settings, port: String(port) }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

const stopServer = async (child: ChildProcess, ended: Promise<Ending>, throwaway: boolean): Promise<void> => {
  child.ref()
  child.kill(throwaway ? 'SIGQUIT' : 'SIGINT')
  const patience = new AbortController()
  const late = sleep(patienceMs, 'late', { signal: patience.signal }).catch(() => null)
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGQUIT')
  patience.abort()
  await ended
}

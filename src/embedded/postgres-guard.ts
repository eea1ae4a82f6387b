import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Cluster } from './postgres-cluster.ts'
import { notePath } from './postgres-note.ts'

export interface GuardPlan {
  /** The server's process number. */
  readonly pid: number | undefined
  /** Deletes the cluster too. */
  readonly throwaway: boolean
}

// $1 the server's note, $2 its process number, $3 the signal that stops it, $4 what to delete then, if anything.
const script = `
  read -r _
  [ -e "$1" ] || sleep 1
  read -r pid < "$1" && [ "$pid" = "$2" ] && kill -s "$3" "$2"
  [ -n "$4" ] || exit 0
  for _ in 1 2 3 4 5 6 7 8 9; do kill -0 "$2" || break; sleep 1; done
  rm -rf "$4"`

/**
 * Starts a shell that waits for the end of a pipe which only this program holds open. When this program ends without
 * having stopped the server, even by SIGKILL, the pipe ends too, and the shell stops that server and no other.
 */
export const guardServer = (cluster: Cluster, { pid, throwaway }: GuardPlan): ChildProcess => {
  const [signal, leavings] = throwaway ? ['QUIT', cluster.directory] : ['INT', '']
  const parameters = [notePath(cluster), String(pid), signal, leavings]
  const guard = spawn('/bin/sh', ['-c', script, 'nashra-postgres-guard', ...parameters], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
  })
  // Without a guard the next start stops what this one left.
  guard.once('error', () => {})
  guard.unref()
  detachPipe(guard.stdin)
  return guard
}

/** Lets this program end although a pipe to or from a child is open. */
export const detachPipe = (pipe: NodeJS.ReadableStream | NodeJS.WritableStream | null): void => {
  // Node's pipes to children are sockets, though their types do not say so.
  const socket = pipe as Socket | null
  socket?.unref()
}

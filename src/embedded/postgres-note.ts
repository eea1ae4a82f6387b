import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cluster } from './postgres-cluster.ts'

/** PostgreSQL's own note about the server of a cluster, as far as it has written it. */
export interface PostmasterNote {
  readonly pid: number
  readonly port: number
  /** Whether it takes sessions now, rather than starting or stopping. */
  readonly ready: boolean
}

/** Where the note is: the file `postmaster.pid`. */
export const notePath = (cluster: Cluster): string => join(cluster.folder, 'postmaster.pid')

/** Reads the note; `unfinished` while its first line is missing, null when there is none. */
export const readNote = async (cluster: Cluster): Promise<PostmasterNote | 'unfinished' | null> => {
  const text = await readFile(notePath(cluster), 'utf8').catch(() => null)
  if (text === null) return null
  // A line each: process number, folder, start, port, socket folder, address, shared memory, state.
  const [pid, , , port, , , , state = ''] = text.split('\n')
  if (!Number(pid)) return 'unfinished'
  return { pid: Number(pid), port: Number(port), ready: state.trim() === 'ready' }
}

/** Removes a note that is about no server of ours, which PostgreSQL cannot know by the process number alone. */
export const removeNote = (cluster: Cluster): Promise<void> => rm(notePath(cluster), { force: true })

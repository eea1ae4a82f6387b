import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Cluster } from './postgres-cluster.ts'
import { inUse } from './postgres-faults.ts'
import { notePath, readNote, removeNote, type PostmasterNote } from './postgres-note.ts'
import { claim } from './postgres-right.ts'
import { StartFault } from './start-fault.ts'

const run = promisify(execFile)
const pauseMs = 50
const pauses = 600
/** A second: longer than any start takes to write the first line of its note. */
const unfinishedPauses = 20

/**
 * Makes the cluster free to be started: stops a server that a killed Nashra left running, and removes the note of one
 * whose process number now belongs to another program. Throws a StartFault when another Nashra is using the cluster.
 */
export const clearTheWay = async (cluster: Cluster): Promise<void> => {
  for (let pause = 0; pause < pauses; pause += 1) {
    const note = await readNote(cluster)
    if (note === null) return
    if (note !== 'unfinished') {
      if (!isAlive(note.pid)) return
      if (!(await runsCluster(note.pid, cluster))) return removeNote(cluster)
      if (note.ready) await stopIfAbandoned(cluster, note)
    } else if (pause > unfinishedPauses) {
      return removeNote(cluster)
    }
    await sleep(pauseMs)
  }
  throw new StartFault(
    `An earlier PostgreSQL in ${cluster.directory} neither answers nor ends: kill it (its process number is the first ` +
      `line of ${notePath(cluster)}) and start again.`,
  )
}

const stopIfAbandoned = async (cluster: Cluster, { pid, port }: PostmasterNote): Promise<void> => {
  const answer = await claim(cluster, port)
  if (answer.kind === 'taken') throw inUse(cluster.directory)
  if (answer.kind === 'refused') {
    throw new StartFault(
      `A PostgreSQL is running in ${cluster.directory} and does not take the password kept there: ` +
        `stop it with "kill -INT ${pid}" and start again.`,
    )
  }
  if (answer.kind !== 'granted') return
  process.kill(pid, 'SIGINT')
  await answer.session.end().catch(() => {})
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether a process is a server of this cluster: its command line names the folder, as every start of ours does. */
const runsCluster = async (pid: number, cluster: Cluster): Promise<boolean> => {
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return commandLine.split('\0').includes(cluster.folder)
  }
  const listed = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => null)
  return listed?.stdout.includes(` -D ${cluster.folder} `) ?? false
}

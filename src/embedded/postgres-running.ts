import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Cluster } from './postgres-cluster.ts'
import type { Ending } from './postgres-ending.ts'
import { faultOf, notStarting } from './postgres-faults.ts'
import { readNote } from './postgres-note.ts'
import { clearTheWay } from './postgres-predecessor.ts'
import { claim, detachSession, keepRight, type Granted } from './postgres-right.ts'
import { launchServer, type Server, type ServerPlan } from './postgres-server.ts'

/** A cluster whose server answers and is ours alone. */
export interface RunningCluster {
  readonly port: number
  /** A session of the superuser. */
  readonly session: Client
  /** Lets this program end without stopping the server first. */
  detach(): void
  stop(): Promise<void>
}

/** As for a server, but any port may do: null. */
export interface RunPlan extends Omit<ServerPlan, 'port'> {
  readonly port: number | null
}

const attempts = 20
const retryPauseMs = 250
const pauseMs = 10
/** Some minutes: replaying the log of a killed server can take long on a slow disk. */
const pauses = 12_000

/** Starts the server of a cluster and takes the right to it. Throws a StartFault when that cannot be. */
export const runCluster = async (cluster: Cluster, plan: RunPlan): Promise<RunningCluster> => {
  const place = { directory: cluster.directory, port: plan.port }
  for (let attempt = 1; ; attempt += 1) {
    await clearTheWay(cluster)
    const port = plan.port ?? (await freePort())
    const server = launchServer(cluster, { ...plan, port })
    const outcome = await claimWhenReady(cluster, port, server)
    if ('session' in outcome) return keepRunning({ cluster, port, server, session: outcome.session, log: plan.log })
    const fault = faultOf(place, outcome)
    if (fault || attempt === attempts) throw fault ?? notStarting(cluster.directory, outcome)
    await sleep(retryPauseMs)
  }
}

/** Takes the right to the cluster as soon as our server is ready; resolves to the server's end when it ends before. */
const claimWhenReady = async (cluster: Cluster, port: number, server: Server): Promise<Ending | Granted> => {
  for (let pause = 0; pause < pauses && server.isRunning(); pause += 1) {
    const note = await readNote(cluster)
    // Asking earlier might mean asking a stranger who has this port.
    const isReady = note !== null && note !== 'unfinished' && note.pid === server.pid && note.ready
    const answer = isReady ? await claim(cluster, port) : null
    if (answer?.kind === 'granted') return answer
    // When it is taken, somebody quicker believes that our server is an abandoned one, and will stop it.
    if (answer?.kind === 'refused') break
    await sleep(pauseMs)
  }
  if (!server.isRunning()) return server.ended
  await server.stop()
  return { code: null, words: 'it does not answer, or not to the password kept there' }
}

interface Parts {
  readonly cluster: Cluster
  readonly port: number
  readonly server: Server
  readonly session: Client
  readonly log: (line: string) => void
}

const keepRunning = ({ cluster, port, server, session, log }: Parts): RunningCluster => {
  const right = keepRight(cluster, port, session)
  let stopping = false
  const conclude = async (): Promise<void> => {
    const { words } = await server.ended
    right.release()
    if (!stopping) log(`PostgreSQL ended by itself: ${words}`)
  }
  void conclude()
  return {
    port,
    session,
    detach() {
      server.detach()
      detachSession(session)
    },
    stop() {
      stopping = true
      right.release()
      return server.stop()
    },
  }
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server without a port')
  return address.port
}

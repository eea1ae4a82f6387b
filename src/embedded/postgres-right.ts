import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Cluster } from './postgres-cluster.ts'
import { adminRole, urlOf } from './postgres-roles.ts'

/** What a server answers when asked for the right to its cluster. */
export type Answer = Granted | { readonly kind: 'taken' | 'refused' | 'silent' }

export interface Granted {
  readonly kind: 'granted'
  /** The superuser's session that holds the right until it ends. */
  readonly session: Client
}

/** Any fixed number: all Nashras that might meet in one cluster agree on it. */
const rightLock = 0x72696768
const renewalPauseMs = 250

/**
 * Asks the server of a cluster for the right to it, which one Nashra at a time can have. `taken`: another one has it;
 * `refused`: the server does not take our password; `silent`: it is starting, stopping or gone.
 */
export const claim = async (cluster: Cluster, port: number): Promise<Answer> => {
  const session = new Client({
    connectionString: urlOf(cluster, port, adminRole),
    application_name: 'nashra owner',
    connectionTimeoutMillis: 5000,
  })
  session.on('error', () => {})
  try {
    await session.connect()
    const { rows } = await session.query<{ granted: boolean }>('SELECT pg_try_advisory_lock($1) AS granted', [
      rightLock,
    ])
    if (rows[0]?.granted) return { kind: 'granted', session }
    await session.end()
    return { kind: 'taken' }
  } catch (error) {
    void session.end().catch(() => {})
    // SQLSTATE class 28: invalid authorization.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { kind: code.startsWith('28') ? 'refused' : 'silent' }
  }
}

/** Claims the right again whenever its session breaks, as when PostgreSQL recovers from the crash of one of its sessions. */
export const keepRight = (cluster: Cluster, port: number, first: Client): { release(): void } => {
  const released = new AbortController()
  let current = first
  const watch = (session: Client): void => {
    current = session
    session.once('end', () => void renew())
  }
  const renew = async (): Promise<void> => {
    while (!released.signal.aborted) {
      const answer = await claim(cluster, port)
      if (answer.kind === 'granted') {
        detachSession(answer.session)
        watch(answer.session)
        return
      }
      await sleep(renewalPauseMs, undefined, { ref: false })
    }
  }
  watch(first)
  return {
    release() {
      released.abort()
      void current.end().catch(() => {})
    },
  }
}

/** Lets this program end although the session is open. */
export const detachSession = (session: Client): void => {
  // The method has been there since pg 8.0; its type has not.
  const detachable = session as Client & { unref(): void }
  detachable.unref()
}

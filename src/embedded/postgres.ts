import { findBinaries } from './postgres-binaries.ts'
import { deleteCluster, openCluster, tidyCluster } from './postgres-cluster.ts'
import { runCluster } from './postgres-running.ts'
import { adminRole, appRole, furnish, urlOf } from './postgres-roles.ts'

export interface PostgresOptions {
  /** The folder that holds the cluster and its password and nothing else; made when missing. */
  readonly directory: string
  /** A port on 127.0.0.1; a free one when left out. */
  readonly port?: number
  /** Fast and forgetful, and deleted on close or when this program ends: for tests. */
  readonly throwaway?: boolean
  /** Settings of PostgreSQL that replace Nashra's choice. */
  readonly settings?: Readonly<Record<string, string>>
  /** A folder with the platform's PostgreSQL package, when it is not the installed one. */
  readonly binaries?: string
  /** Given each line that PostgreSQL writes. */
  log?(line: string): void
}

export interface EmbeddedDatabase extends AsyncDisposable {
  /** Database "nashra" for its owner, a role with no rights elsewhere. */
  readonly url: string
  /** Database "postgres" for the superuser. */
  readonly adminUrl: string
  readonly port: number
  /** Ends every session and stops the server in order; a throwaway cluster is deleted. May be called twice. */
  close(): Promise<void>
}

/**
 * Starts Nashra's own PostgreSQL on a folder, creating the cluster the first time. Whatever became of the last run, it
 * starts, or throws a StartFault that says what to do. Does not keep this program alive, and ends when it ends, however that is.
 */
export const startPostgres = async (options: PostgresOptions): Promise<EmbeddedDatabase> => {
  const { throwaway = false, settings = {}, log = () => {} } = options
  const binaries = await findBinaries(options.binaries)
  const cluster = await openCluster({ directory: options.directory, binaries, throwaway, log })
  const running = await runCluster(cluster, { port: options.port ?? null, throwaway, settings, log })
  let closed: Promise<void> | null = null
  const shutDown = async (): Promise<void> => {
    await running.stop()
    if (throwaway) await deleteCluster(cluster)
  }
  const close = (): Promise<void> => (closed ??= shutDown())
  try {
    await tidyCluster(cluster)
    await furnish(cluster, running.session)
  } catch (error) {
    await close()
    throw error
  }
  running.detach()
  return {
    url: urlOf(cluster, running.port, appRole),
    adminUrl: urlOf(cluster, running.port, adminRole),
    port: running.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

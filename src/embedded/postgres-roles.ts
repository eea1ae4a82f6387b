import { escapeLiteral, type Client } from 'pg'
import type { Cluster } from './postgres-cluster.ts'

/** The role that Nashra works as, and the name of the one database it owns. */
export const appRole = 'nashra'
/** The superuser. */
export const adminRole = 'postgres'

/** The address of the database that is named like the role. */
export const urlOf = (cluster: Cluster, port: number, role: string): string =>
  `postgres://${role}:${cluster.password}@127.0.0.1:${port}/${role}`

/** Makes Nashra's role and database where they are missing. */
export const furnish = async (cluster: Cluster, session: Client): Promise<void> => {
  const role = await session.query('SELECT FROM pg_roles WHERE rolname = $1', [appRole])
  if (!role.rowCount) await session.query(`CREATE ROLE ${appRole} LOGIN PASSWORD ${escapeLiteral(cluster.password)}`)
  const database = await session.query('SELECT FROM pg_database WHERE datname = $1', [appRole])
  if (!database.rowCount) await session.query(`CREATE DATABASE ${appRole} OWNER ${appRole}`)
}

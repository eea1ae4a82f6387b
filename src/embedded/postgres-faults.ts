import type { Ending } from './postgres-ending.ts'
import { StartFault } from './start-fault.ts'

/** Where a start was tried. */
export interface StartPlace {
  readonly directory: string
  /** The port that was asked for; null when any would do. */
  readonly port: number | null
}

/** The sentence for whoever comes second. */
export const inUse = (directory: string): StartFault =>
  new StartFault(
    `Another Nashra is using the database in ${directory}: stop it first, or give this one another DATA_DIR.`,
  )

/** The sentence for an end whose reason only PostgreSQL can tell. */
export const notStarting = (directory: string, { words }: Ending): StartFault =>
  new StartFault(
    `PostgreSQL does not start in ${directory} (${words}): remove that cause, set DATA_DIR to another folder, or set DATABASE_URL.`,
  )

/** What a server's early end means for whoever reads the console; null when trying again may help. */
export const faultOf = ({ directory, port }: StartPlace, ending: Ending): StartFault | null => {
  // It was stopped in order, and not by us.
  if (ending.code === 0) return inUse(directory)
  if (/lock file|shared memory block/.test(ending.words)) return null
  if (ending.words.includes('TCP/IP sockets')) return port === null ? null : portTaken(port)
  return ending.words.includes('incompatible with server') ? otherVersion(directory) : notStarting(directory, ending)
}

const portTaken = (port: number): StartFault =>
  new StartFault(`Port ${port} on 127.0.0.1 cannot be used for the database: free it, or choose another one.`)

const otherVersion = (directory: string): StartFault =>
  new StartFault(
    `The database in ${directory} was made by another version of PostgreSQL: start the Nashra that made it, ` +
      'take a backup, and restore that into a new folder.',
  )

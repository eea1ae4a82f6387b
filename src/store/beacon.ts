import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from '../log.ts'

/** What a worker is known by to live: a number under which a connection of its own keeps an advisory lock. PostgreSQL lets go of it the moment the worker dies. */
export interface Beacon {
  /** Null while it does not burn: then what this worker holds is safe by its lease alone. */
  readonly number: number | null
  /** Burns until `put out`, lit anew whenever the connection is lost. Resolves once it burns or cannot for now. */
  light(): Promise<void>
  putOut(): Promise<void>
}

/** The class of advisory locks that are beacons. */
const beaconClass = 20_261_122

/** The numbers of all beacons that burn, as a subquery. */
export const burningBeacons = `select l.objid::bigint::int from pg_locks l where l.locktype = 'advisory' and l.classid = ${beaconClass}
  and l.objsubid = 2 and l.granted and l.database = (select oid from pg_database where datname = current_database())`

const relightMs = 2000

class DatabaseBeacon implements Beacon {
  number: number | null = null
  readonly #url: string
  readonly #log: Log
  #client: Client | null = null
  #wanted = false

  constructor(url: string, log: Log) {
    this.#url = url
    this.#log = log
  }

  async light(): Promise<void> {
    this.#wanted = true
    try {
      await this.#connect()
    } catch (error) {
      this.#relight(error)
    }
  }

  async putOut(): Promise<void> {
    this.#wanted = false
    this.number = null
    await this.#client?.end().catch(() => undefined)
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#url, application_name: 'nashra beacon', keepAlive: true })
    client.on('error', (error) => this.#client === client && this.#relight(error))
    await client.connect()
    this.#client = client
    for (;;) {
      const number = randomInt(1, 2 ** 31 - 1)
      const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as ours', [beaconClass, number])
      if (rows[0]?.ours !== true) continue
      this.number = number
      return
    }
  }

  #relight(why: unknown): void {
    this.number = null
    this.#client = null
    if (!this.#wanted) return
    this.#log.warn({ error: String(why) }, 'the beacon went out; it is lit again')
    void pause(relightMs, null, { ref: false }).then(() => (this.#wanted ? this.light() : undefined))
  }
}

/** A beacon on a PostgreSQL URL, not lit yet. */
export const createBeacon = (url: string, log: Log): Beacon => new DatabaseBeacon(url, log)

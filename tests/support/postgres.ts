import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** A database of one test file's own. */
export interface TestDatabase extends AsyncDisposable {
  /** For the role that Nashra works as. */
  readonly url: string
  /** Ends every session in it and drops it. */
  close(): Promise<void>
}

/** The environment variable by which the test run tells its files where the superuser's database is. */
export const adminAddress = 'NASHRA_TEST_POSTGRES'
export const templateName = 'nashra_template'

/** Copies the migrated template: some 30 ms. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${templateName} OWNER nashra`))
  let dropped: Promise<unknown> | null = null
  const close = async (): Promise<void> => {
    await (dropped ??= asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)))
  }
  return { url: urlFor(name), close, [Symbol.asyncDispose]: close }
}

/** Does something as the superuser of the test run's cluster. */
export const asAdmin = async <Result>(task: (admin: Client) => Promise<Result>): Promise<Result> => {
  const admin = new Client({ connectionString: readAdminUrl() })
  await admin.connect()
  try {
    return await task(admin)
  } finally {
    await admin.end()
  }
}

/** The address of a database of the test run's cluster, for the role that Nashra works as. */
export const urlFor = (database: string): string => {
  const url = new URL(readAdminUrl())
  url.username = 'nashra'
  url.pathname = `/${database}`
  return url.href
}

const readAdminUrl = (): string => {
  const url = process.env[adminAddress]
  if (!url) throw new Error(`${adminAddress} is not set: the test run's globalSetup starts the database.`)
  return url
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestHouse } from './house.ts'

/** What a command of `npm run cli` printed. */
export interface Printed {
  readonly out: string
  readonly error: string
}

/** Runs a command on a house's database, in a process of its own. */
export const command = async (house: TestHouse, ...words: string[]): Promise<Printed> => {
  const { host, port, user, password, database } = house.sql
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: `postgres://${user}:${password ?? ''}@${host}:${port}/${database}`,
    SMTP_URL: house.sink.url,
    BASE_URL: house.url,
    SECRET_KEY: 'a secret for tests that is long enough',
  }
  return promisify(execFile)(process.execPath, ['dist/src/cli/index.js', ...words], { env }).then(
    ({ stdout, stderr }) => ({ out: stdout, error: stderr }),
    (failed: { stdout: string; stderr: string }) => ({ out: failed.stdout, error: failed.stderr }),
  )
}

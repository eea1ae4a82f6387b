import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { Client } from 'pg'
import { processesNaming } from './programs.ts'

/** A folder of a test file's own; removing it checks that no process was left in it. */
export interface Place {
  readonly home: string
  remove(): Promise<void>
}

/** Makes the folder. */
export const openPlace = async (): Promise<Place> => {
  const home = await mkdtemp(join(tmpdir(), 'nashra-embedded-'))
  return {
    home,
    async remove() {
      expect(await processesNaming(home)).toEqual([])
      await rm(home, { recursive: true })
    },
  }
}

/** The first value that a query gives. */
export const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

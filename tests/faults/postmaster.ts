import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

/** The process number of the server behind a superuser's address. */
export const postmasterOf = async (adminUrl: string): Promise<number> => {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    const note = await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8')
    return Number.parseInt(note, 10)
  } finally {
    await client.end()
  }
}

/** Whether there is a process with this number. */
export const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

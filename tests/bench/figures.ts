import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Row } from './scenario.ts'

/** A row as it is kept: with the day and the machine of its run. */
export interface KeptRow extends Row {
  /** ISO 8601. */
  readonly date: string
  readonly machine: string
}

const file = fileURLToPath(new URL('../../../tests/bench/figures.json', import.meta.url))

/** What this run is run on. */
export const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`

/** The figures that the README shows, in the order of their names. */
export const keptRows = async (): Promise<KeptRow[]> =>
  existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as KeptRow[]) : []

/** Puts rows in the place of the older ones of the same name. */
export const keepRows = async (rows: readonly Row[]): Promise<void> => {
  const date = new Date().toISOString().slice(0, 10)
  const fresh = new Map([
    ...(await keptRows()).map((row): [string, KeptRow] => [row.id, row]),
    ...rows.map((row): [string, KeptRow] => [row.id, { ...row, date, machine }]),
  ])
  const sorted = [...fresh.values()].toSorted((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }))
  await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`)
}

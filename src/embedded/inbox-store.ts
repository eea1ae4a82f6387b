import { mkdir, open, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSummary, summarise, writeSummary, type Envelope, type InboxMessage } from './inbox-summary.ts'

/** Messages in a folder, an .eml file each; only their summaries are kept in memory. */
export interface InboxStore {
  /** Newest first. */
  list(): InboxMessage[]
  /** Resolves when the message is in its file. */
  add(bytes: Buffer, envelope: Envelope, arrival: Date): Promise<void>
  /** The bytes as they came; null when there is no such message. */
  raw(id: string): Promise<Buffer | null>
  clear(): Promise<void>
}

const extension = '.eml'
const filesAtOnce = 32
/** Bytes in which a summary nearly always ends. */
const usualSummary = 2048

/** Opens a folder, made when missing, that keeps the newest `capacity` messages. */
export const openInboxStore = async (directory: string, capacity: number): Promise<InboxStore> => {
  await mkdir(directory, { recursive: true })
  const summaries = new Map<string, InboxMessage>()
  const pathOf = (id: string): string => join(directory, id + extension)
  const remove = async (id: string): Promise<void> => {
    summaries.delete(id)
    await unlink(pathOf(id)).catch(() => {})
  }
  const trim = async (): Promise<void> => {
    while (summaries.size > capacity) {
      const [oldest] = summaries.keys()
      if (oldest !== undefined) await remove(oldest)
    }
  }
  for (const summary of await readFolder(directory)) summaries.set(summary.id, summary)
  await trim()
  let last = Number.parseInt([...summaries.keys()].at(-1) ?? '0', 36)
  return {
    list: () => [...summaries.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)),
    async add(bytes, envelope, arrival) {
      // The millisecond of arrival, or the next free one: unique, and in the order of arrival.
      last = Math.max(last + 1, arrival.getTime())
      const summary = summarise(last.toString(36).padStart(9, '0'), bytes, envelope, arrival)
      await writeFile(pathOf(summary.id), Buffer.concat([Buffer.from(writeSummary(summary)), bytes]))
      summaries.set(summary.id, summary)
      await trim()
    },
    async raw(id) {
      if (!summaries.has(id)) return null
      const stored = await readFile(pathOf(id)).catch(() => null)
      return stored && stored.subarray(stored.indexOf('\n') + 1)
    },
    async clear() {
      await Promise.all([...summaries.keys()].map(remove))
    },
  }
}

/** The summaries of all files, oldest first; what is no message of the inbox is passed over. */
const readFolder = async (directory: string): Promise<InboxMessage[]> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith(extension)).toSorted()
  const found: InboxMessage[] = []
  for (let start = 0; start < names.length; start += filesAtOnce) {
    const group = names.slice(start, start + filesAtOnce)
    const summaries = await Promise.all(group.map((name) => readOne(directory, name)))
    found.push(...summaries.filter((summary) => summary !== null))
  }
  return found
}

const readOne = async (directory: string, name: string): Promise<InboxMessage | null> => {
  const line = await readFirstLine(join(directory, name))
  return readSummary(name.slice(0, -extension.length), line)
}

const readFirstLine = async (path: string): Promise<string> => {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(usualSummary), position: 0 })
  const end = buffer.subarray(0, bytesRead).indexOf('\r\n')
  if (end >= 0 || bytesRead < usualSummary) return buffer.toString('ascii', 0, Math.max(end, 0))
  const whole = await file.readFile('ascii')
  return whole.split('\r\n', 1)[0] ?? ''
}

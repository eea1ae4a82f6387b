import { readFileSync, readdirSync } from 'node:fs'

/** The most memory this process ever held, in bytes. */
export const peakMemory = (): number => {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readOr('/proc/self/status', ''))
  return peak ? Number(peak[1]) * 1024 : process.resourceUsage().maxRSS * 1024
}

/** Microseconds of CPU that a process and its children have used, also those that have ended; null where /proc does not tell. */
export const cpuOfFamily = (parent: number): number | null => {
  const own = statOf(parent)
  if (own === null) return null
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent: whose }) => whose === parent)
  const ticks = children.reduce((sum, child) => sum + child.own, own.own + own.ended)
  return ticks * microsPerTick
}

/** Microseconds of CPU of all the children of this process that have ended; null where /proc does not tell. */
export const cpuOfEndedChildren = (): number | null => {
  const own = statOf(process.pid)
  return own === null ? null : own.ended * microsPerTick
}

/** Linux counts in hundredths of a second whatever its kernel's own clock (USER_HZ). */
const microsPerTick = 10_000

interface Stat {
  readonly parent: number
  /** Ticks of the process itself, and of its children that have ended. */
  readonly own: number
  readonly ended: number
}

const statOf = (pid: number): Stat | null => {
  const text = readOr(`/proc/${pid}/stat`, null)
  if (text === null) return null
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { parent: fields[1] ?? 0, own: user + system, ended: endedUser + endedSystem }
}

const readOr = <Otherwise>(file: string, otherwise: Otherwise): string | Otherwise => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}

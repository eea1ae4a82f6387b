import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { EmbeddedDatabase, PostgresOptions } from '../../src/embedded/postgres.ts'

/** A program of its own that has started a database, or has told why not. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  /** "up {…}" or "fault …". */
  readonly said: string
  readonly database: Pick<EmbeddedDatabase, 'url' | 'adminUrl' | 'port'>
  /** The lines after the first. */
  readonly lines: readonly string[]
  /** Sends a signal, to the whole process group when asked, and resolves when the program is gone. */
  end(signal: NodeJS.Signals, whole?: 'group'): Promise<void>
}

export interface ProgramPlan extends PostgresOptions {
  readonly uid?: number
  /** A program before node, such as setpriv. */
  readonly prefix?: readonly string[]
}

const script = fileURLToPath(new URL('start-program.js', import.meta.url))

/** Runs `startPostgres` in a process group of its own, as another account if asked. */
export const runProgram = async ({ uid, prefix = [], ...options }: ProgramPlan): Promise<Program> => {
  const [command, ...rest] = [...prefix, process.execPath, script, JSON.stringify(options)]
  const child: ChildProcess = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  if (!child.stdout || !child.pid) throw new Error(`${command} does not start`)
  const { pid } = child
  const gone = once(child, 'close')
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  await Promise.race([once(reader, 'line'), gone])
  const said = lines.shift() ?? ''
  const end = async (signal: NodeJS.Signals, whole?: 'group'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(whole ? -pid : pid, signal)
    await gone
  }
  return {
    pid,
    said,
    lines,
    database: said.startsWith('up ') ? JSON.parse(said.slice(3)) : { url: '', adminUrl: '', port: 0 },
    end,
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

/** The process numbers whose command line holds a text. */
export const processesNaming = async (text: string): Promise<number[]> => {
  const lines = process.platform === 'linux' ? await linuxCommandLines() : await listedCommandLines()
  return lines.filter(([, line]) => line.includes(text)).map(([pid]) => pid)
}

type CommandLine = readonly [pid: number, line: string]

const linuxCommandLines = async (): Promise<CommandLine[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(pids.map(async (pid) => [Number(pid), await commandLineOf(pid)] as const))
}

const commandLineOf = async (pid: string): Promise<string> => {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return line.replaceAll('\0', ' ')
}

const listedCommandLines = async (): Promise<CommandLine[]> => {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,args='])
  return stdout.split('\n').map((line) => [Number.parseInt(line, 10), line] as const)
}

/** Whether another account could run such a program at all: not from a folder that only root may enter. */
export const runsForStrangers = async (uid: number): Promise<boolean> => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false
  const trial = run(process.execPath, ['--check', script], { uid, gid: uid, cwd: '/' })
  return trial.then(
    () => true,
    () => false,
  )
}

/** Waits until something holds, ten seconds at most; resolves to whether it did. */
export const eventually = async (holds: () => Promise<boolean> | boolean): Promise<boolean> => {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await holds()) return true
    await sleep(50)
  }
  return false
}

/** Runs a command to its end. */
export const run = promisify(execFile)

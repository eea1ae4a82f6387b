import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/wait.ts'
import { startChild } from './child.ts'
import type { SmtpSinkAnswers, SmtpSinkOrder } from './smtp-sink.ts'
import { cpuOfEndedChildren } from './usage.ts'

/** What a run of `smtp-source` gave: the limit of the wire. CPU per message in microseconds; null where the machine does not tell. */
export interface WireRun {
  readonly messagesPerSecond: number
  readonly sourceMicros: number | null
  readonly sinkMicros: number | null
}

export interface WireLoad {
  readonly count: number
  readonly bytes: number
  readonly connections: number
}

/** Postfix's `smtp-sink`, which takes mail as fast as C can, and `smtp-source`, which sends what costs nothing to compose. */
export interface Postfix extends AsyncDisposable {
  readonly port: number
  /** CPU time of the sink so far, in microseconds. */
  cpu(): Promise<number | null>
  send(load: WireLoad): Promise<WireRun>
}

interface Programs {
  readonly folder: string
  /** Where their libraries lie; null where the system knows. */
  readonly libraries: string | null
}

const cache = fileURLToPath(new URL('../../../node_modules/.cache/nashra-bench/', import.meta.url))

const runs = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const installed = (): Programs | null => {
  const folder = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'].find(
    (place) => runs(join(place, 'smtp-source')) && runs(join(place, 'smtp-sink')),
  )
  return folder === undefined ? null : { folder, libraries: null }
}

/** The programs out of Debian's package, which is unpacked and not installed: no daemon comes with them. */
const unpacked = (): Programs | null => {
  const root = join(cache, 'postfix')
  const folder = join(root, 'usr/sbin')
  if (!runs(join(folder, 'smtp-sink'))) {
    mkdirSync(cache, { recursive: true })
    const quietly = { cwd: cache, timeout: 60_000 }
    if (spawnSync('apt-get', ['download', 'postfix'], quietly).status !== 0) return null
    const archive = readdirSync(cache).find((name) => /^postfix_.*\.deb$/.test(name)) ?? ''
    if (spawnSync('dpkg', ['-x', archive, root], quietly).status !== 0) return null
  }
  return { folder, libraries: join(root, 'usr/lib/postfix') }
}

/** Starts the sink; null where Postfix's test programs can neither be found nor fetched. */
export const openPostfix = async (): Promise<Postfix | null> => {
  const programs = installed() ?? unpacked()
  if (programs === null) return null
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  // It does not run as root, and only root may say as whom it runs.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const { folder, libraries } = programs
  const order: SmtpSinkOrder = { file: join(folder, 'smtp-sink'), args: [...account, address, '100'], libraries }
  const sink = await startChild<SmtpSinkAnswers>('smtp-sink', { order })
  await until('smtp-sink answers', () => answers(port))
  const cpu = (): Promise<number | null> => sink.ask('cpu')
  return {
    port,
    cpu,
    async send(load) {
      const sinkBefore = await cpu()
      const { seconds, micros } = await runSource(programs, address, load)
      return {
        messagesPerSecond: load.count / seconds,
        sourceMicros: each(micros, load.count),
        sinkMicros: each(since(sinkBefore, await cpu()), load.count),
      }
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  }
}

const since = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : after - before

const each = (sum: number | null, count: number): number | null => (sum === null ? null : sum / count)

const runSource = async (
  { folder, libraries }: Programs,
  address: string,
  { count, bytes, connections }: WireLoad,
): Promise<{ seconds: number; micros: number | null }> => {
  const options = { s: connections, m: count, l: bytes, f: 'news@example.org', t: 'reader@example.org' }
  const flags = Object.entries(options).flatMap(([flag, value]) => [`-${flag}`, String(value)])
  const env = libraries === null ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries }
  const [before, began] = [cpuOfEndedChildren(), performance.now()]
  const source = spawn(join(folder, 'smtp-source'), ['-d', ...flags, address], { stdio: 'ignore', env })
  const [code] = await once(source, 'exit')
  if (code !== 0) throw new Error(`smtp-source ended with ${code}.`)
  return { seconds: (performance.now() - began) / 1000, micros: since(before, cpuOfEndedChildren()) }
}

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

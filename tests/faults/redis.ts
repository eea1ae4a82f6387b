import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../support/free-port.ts'

/** A Redis of our own, to which anything may happen. */
export interface MortalRedis extends AsyncDisposable {
  readonly url: string
  /** Says a command, such as `FLUSHALL`. */
  says(command: string, ...words: string[]): Promise<void>
  /** SIGKILL. */
  dies(): Promise<void>
  rises(): Promise<void>
  /** While it is dead: takes so many bytes off the end of what it wrote to its file of commands. */
  forgets(bytes: number): Promise<void>
}

/** Starts a Redis; with `keeps` it writes its commands to a file once a second, else it remembers nothing. */
export const openRedis = async ({ keeps = false }: { keeps?: boolean } = {}): Promise<MortalRedis> => {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  const start = (): Promise<ChildProcess> => launch(['--port', `${port}`, '--dir', directory], keeps)
  let server = await start()
  const admin = new Redis(url)
  admin.on('error', () => {})
  const dies = async (): Promise<void> => {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  return {
    url,
    dies,
    says: async (command, ...words) => void (await admin.call(command, ...words)),
    async rises() {
      server = await start()
    },
    forgets: (bytes) => forgetLast(join(directory, 'appendonlydir'), bytes),
    async [Symbol.asyncDispose]() {
      admin.disconnect()
      if (server.exitCode === null && server.signalCode === null) await dies()
      await rm(directory, { recursive: true })
    },
  }
}

/** Linux ends it together with a test that is killed. */
const mortalOnLinux = (): string[] =>
  spawnSync('setpriv', ['--version']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : []

const launch = async (place: readonly string[], keeps: boolean): Promise<ChildProcess> => {
  const memory = keeps ? ['--appendonly', 'yes', '--appendfsync', 'everysec'] : ['--appendonly', 'no']
  const options = ['--bind', '127.0.0.1', '--save', '', '--rdbcompression', 'no', ...memory]
  const [command, ...rest] = [...mortalOnLinux(), 'redis-server', ...place, ...options]
  const server = spawn(command ?? '', rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of server.stdout) if (`${line}`.includes('Ready to accept connections')) break
  server.stdout.resume()
  return server
}

const forgetLast = async (folder: string, bytes: number): Promise<void> => {
  const name = (await readdir(folder)).find((file) => file.endsWith('.incr.aof'))
  if (name === undefined) throw new Error('Redis has written no file of commands.')
  const file = join(folder, name)
  const { size } = await stat(file)
  await truncate(file, Math.max(0, size - bytes))
}

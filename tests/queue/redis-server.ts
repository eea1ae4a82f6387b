import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { QueueServer } from './contract.ts'
import { freePort } from '../support/free-port.ts'

export const redisIsInstalled = (): boolean => spawnSync('redis-server', ['--version']).status === 0

/** A `redis-server` of our own, in memory, on a free port. */
export async function startRedisServer(): Promise<QueueServer> {
  const directory = await mkdtemp(join(tmpdir(), 'nashra-redis-'))
  const port = await freePort()
  const redisUrl = `redis://127.0.0.1:${port}/0`
  let server = await launch(port, directory)
  const admin = new Redis(redisUrl)
  admin.on('error', () => {})

  async function kill() {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  return {
    where: { databaseUrl: 'postgres://nobody.invalid/none', redisUrl },
    stored: () => dump(admin),
    empty: async () => void (await admin.flushall()),
    async hang() {
      server.kill('SIGSTOP')
      return async () => void server.kill('SIGCONT')
    },
    stop: kill,
    async start() {
      server = await launch(port, directory)
      await admin.ping()
    },
    async close() {
      admin.disconnect()
      await kill()
      await rm(directory, { recursive: true })
    },
  }
}

async function launch(port: number, directory: string): Promise<ChildProcess> {
  const options = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    directory,
    '--save',
    '',
    '--rdbcompression',
    'no',
  ]
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of server.stdout) if (`${line}`.includes('Ready to accept connections')) break
  server.stdout.resume()
  return server
}

/** Every key, and its value in Redis's own serialisation, in which what is short can be read. */
async function dump(redis: Redis): Promise<string> {
  const keys = await redis.keys('*')
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)))
  return [...keys, ...values.map((value) => value.toString('latin1'))].join('\n')
}

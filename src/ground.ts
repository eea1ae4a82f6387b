import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Ground } from './assemble.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { startInbox, type Inbox } from './embedded/inbox.ts'
import { startPostgres } from './embedded/postgres.ts'

/** A ground to stand on, and what only a demo has on it. */
export interface OpenGround extends AsyncDisposable {
  readonly ground: Ground
  readonly inbox: Inbox | null
}

/** The ground of a server is what its configuration says; a demo makes its own database, inbox and key in DATA_DIR. */
export const openGround = (config: Config, baseUrl: string): Promise<OpenGround> =>
  config.databaseUrl === null
    ? openDemoGround(config, baseUrl)
    : Promise.resolve(serverGround(config, config.databaseUrl, baseUrl))

const serverGround = (config: Config, databaseUrl: string, baseUrl: string): OpenGround => ({
  ground: { databaseUrl, baseUrl, relayUrls: config.relayUrls, secretKeys: config.secretKeys },
  inbox: null,
  [Symbol.asyncDispose]: async () => {},
})

const openDemoGround = async (config: Config, baseUrl: string): Promise<OpenGround> => {
  await mkdir(config.dataDir, { recursive: true })
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await startPostgres({ directory: join(config.dataDir, 'postgres') }))
  const inbox = opened.use(await startInbox({ directory: join(config.dataDir, 'inbox'), now: () => systemClock.now() }))
  const ground: Ground = {
    baseUrl,
    databaseUrl: database.url,
    relayUrls: config.relayUrls.length > 0 ? config.relayUrls : [inbox.url],
    secretKeys: config.secretKeys.length > 0 ? config.secretKeys : [await keptKey(config.dataDir)],
  }
  await writePrivate(runningFile(config), JSON.stringify(ground))
  opened.defer(() => rm(runningFile(config), { force: true }))
  const kept = opened.move()
  return { ground, inbox, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** The ground that a running demo stands on, for commands beside it; null when none runs. */
export const runningGround = async (config: Config): Promise<Ground | null> => {
  try {
    return JSON.parse(await readFile(runningFile(config), 'utf8')) as Ground
  } catch {
    return null
  }
}

const runningFile = ({ dataDir }: Config): string => join(dataDir, 'running.json')

/** A demo signs its links with a key of its own, made once. */
const keptKey = async (directory: string): Promise<string> => {
  const file = join(directory, 'secret.key')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null && kept.trim() !== '') return kept.trim()
  const key = randomBytes(32).toString('base64url')
  await writePrivate(file, key)
  return key
}

const writePrivate = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text, { mode: 0o600 })
  await chmod(file, 0o600)
}

import { spawn } from 'node:child_process'
import { ConfigFault, readConfig, type Config } from './config.ts'
import { StartFault } from './embedded/start-fault.ts'
import { createLog } from './log.ts'
import { roles, startService, type RunningService } from './service.ts'

const main = async (): Promise<void> => {
  const role = roles.find((known) => known === (process.argv[2] ?? 'all'))
  if (role === undefined)
    throw new StartFault(`There is no role "${process.argv[2] ?? ''}": choose one of ${roles.join(', ')}.`)
  const config = readConfig()
  if (config.demo && role !== 'all')
    throw new StartFault(
      `A demo is one process: to start "${role}" alone, set DATABASE_URL to what all processes share.`,
    )
  const log = createLog(config.logLevel)
  const starting = startService(config, role, log)
  stopOnSignal(starting)
  const service = await starting
  if (config.demo) return greet(config, service)
  log.info({ role, baseUrl: service.baseUrl }, 'Nashra is running')
  if (isOpenToEavesdroppers(service.baseUrl))
    log.warn('BASE_URL is not https: mail programs ignore one-click unsubscribe links without it')
  if (service.entrance !== null) console.log(`There is no admin yet. Make the first one here: ${service.entrance}`)
}

const isOpenToEavesdroppers = (baseUrl: string): boolean => {
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** One signal stops in order, also what has only begun to start; a second one stops at once. */
const stopOnSignal = (starting: Promise<RunningService>): void => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    void stopInOrder(starting)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}

const stopInOrder = async (starting: Promise<RunningService>): Promise<void> => {
  try {
    const service = await starting
    await service.stop()
    process.exit(0)
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
}

const greet = (config: Config, { baseUrl, entrance }: RunningService): void => {
  console.log(`
  Nashra · نشرة, as a demo: nothing leaves this machine.

    Read and subscribe   ${baseUrl}/
    The inbox            ${baseUrl}/dev/inbox
    The newsroom         ${entrance ?? `${baseUrl}/admin`}

  What it keeps is in ${config.dataDir}; Ctrl-C stops it.
`)
  if (config.openBrowser && process.stdout.isTTY) openInBrowser(`${baseUrl}/`)
}

const openInBrowser = (url: string): void => {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open'
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}

try {
  await main()
} catch (error) {
  const isSentence = error instanceof StartFault || error instanceof ConfigFault
  console.error(isSentence ? error.message : error)
  process.exit(1)
}

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
  const log = createLog(config.logLevel)
  const service = await startService(config, role, log)
  stopOnSignal(service)
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

/** One signal stops in order, a second one at once. */
const stopOnSignal = (service: RunningService): void => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
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

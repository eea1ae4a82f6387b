import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { StartFault } from '../embedded/start-fault.ts'
import { runningGround } from '../ground.ts'
import { print } from './house.ts'

/** Whether somebody listens where the demo said it would. A demo that was killed leaves its word behind. */
const isListening = (baseUrl: string): Promise<boolean> => {
  const { hostname, port } = new URL(baseUrl)
  const socket = connect(Number(port) || 80, hostname)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** The demo's own affairs. */
export const demoCommands = (): Command[] => [
  new Command('demo:reset')
    .description('throw away everything the demo keeps; the next start begins anew')
    .option('--json')
    .action(async (options: { json?: boolean }) => {
      const config = readConfig()
      if (!config.demo) throw new StartFault('DATABASE_URL is set, so this is no demo: nothing was thrown away.')
      const running = await runningGround(config)
      if (running && (await isListening(running.baseUrl)))
        throw new StartFault('The demo is running: stop it first, with Ctrl-C where it was started.')
      await rm(config.dataDir, { recursive: true, force: true })
      print({ removed: config.dataDir }, options)
    }),
]

import { startWorkers } from '../workers/index.ts'
import { assemble, type Pretended } from './assemble.ts'
import type { Config } from './config.ts'
import { openDemo, type Demo } from './embedded/demo.ts'
import { openGround } from './ground.ts'
import { createApp } from './http/app.ts'
import { listen, type Door } from './door.ts'
import type { Log } from './log.ts'
import { openReturns } from './returns.ts'
import { firstAdmin } from './usecases/first-admin.ts'
import type { House } from './usecases/house.ts'

export const roles = ['api', 'worker', 'all'] as const
export type Role = (typeof roles)[number]

/** A service that runs. */
export interface RunningService {
  readonly baseUrl: string
  /** The one-time link by which the first admin gets in, or the demo's; null when there are admins. */
  readonly entrance: string | null
  readonly house: House
  /** Stops listening, stops claiming, finishes what is on the wire, closes backwards. */
  stop(): Promise<void>
}

/**
 * Starts the roles of one process: door first, so that a busy port is told at once, then database, tables, queue, and last
 * the work. Whatever was opened is closed again when it throws.
 */
export const startService = async (
  config: Config,
  role: Role,
  log: Log,
  pretended: Pretended = {},
): Promise<RunningService> => {
  await using opened = new AsyncDisposableStack()
  const door: Door | null =
    role === 'worker' ? null : opened.use(await listen({ host: config.host, port: config.port }))
  const baseUrl =
    config.baseUrl ??
    `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${door?.port ?? config.port}`
  const { ground, inbox } = opened.use(await openGround(config, baseUrl))
  const service = await assemble(config, ground, log, pretended)
  opened.defer(() => service.close())
  const { house, queues } = service
  const demo: Demo | null = inbox === null ? null : await openDemo({ house, inbox, directory: config.dataDir })
  const entrance = role === 'worker' ? null : await firstAdmin(house, config, demo !== null)
  door?.open(createApp({ house, defaultLang: 'ar', demo, trustProxy: config.trustProxy, hooks: config.hooks }))
  if (role !== 'api') {
    const workers = await startWorkers(house, queues)
    opened.defer(() => workers.stop())
    opened.use(await openReturns(config.bounces, house))
  }
  // Last opened, first closed: nobody comes in any more while the work that is under way ends.
  if (door) opened.defer(() => door.close())
  if (demo && role !== 'worker') await demo.furnish()
  const kept = opened.move()
  return { baseUrl, entrance, house, stop: () => kept.disposeAsync() }
}

import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService } from '../../src/service.ts'
import type { Timings } from '../../src/usecases/house.ts'

/** What the program is told in its first argument, as JSON. */
export interface WorkerOrder {
  readonly settings: Readonly<Record<string, string>>
  readonly timings: Partial<Timings>
}

/** A worker of Nashra in a process of its own: says "ready" over IPC, and ends when the one who started it does. */
const { settings, timings } = JSON.parse(process.argv[2] ?? '') as WorkerOrder
const config = readConfig(settings)
process.once('disconnect', () => process.exit())
const service = await startService(config, 'worker', createLog(config.logLevel), { timings })
process.once('SIGTERM', () => void service.stop().then(() => process.exit()))
process.send?.('ready')

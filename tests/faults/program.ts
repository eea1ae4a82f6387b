import { assemble } from '../../src/assemble.ts'
import { readConfig, type Config } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type Role } from '../../src/service.ts'
import type { House, Timings } from '../../src/usecases/house.ts'
import type { Death } from './crash-points.ts'
import { doDeed, type DeedOrder } from './deeds.ts'
import { dyingHouse } from './dying-house.ts'
import { troubledHouse, type Trouble } from './troubled-house.ts'

/** What the program is told in its first argument, as JSON. */
export interface ProgramOrder {
  readonly settings: Readonly<Record<string, string>>
  readonly timings: Partial<Timings>
  /** A role to run until it is killed, or a deed to be done. */
  readonly part: Role | DeedOrder
  /** Where and when to die; null lives on. */
  readonly death: Death | null
  /** What its store does to it; null leaves it alone. */
  readonly trouble: Trouble | null
  /** Milliseconds by which its clock is ahead of the machine's. */
  readonly aheadMs: number
  /** How long after its start its clock is put wrong; at 0 it always was. */
  readonly jumpsAfterMs: number
}

const { settings, timings, part, death, trouble, aheadMs, jumpsAfterMs } = JSON.parse(
  process.argv[2] ?? '',
) as ProgramOrder
// Dies with whoever started it, however that one went.
process.once('disconnect', () => process.exit())

const started = performance.now()
const isWrong = (): boolean => performance.now() - started >= jumpsAfterMs
const clock = { now: () => new Date(Date.now() + (isWrong() ? aheadMs : 0)) }
const around = (house: House): House => {
  const troubled = trouble === null ? house : troubledHouse(trouble)(house)
  return death === null ? troubled : dyingHouse(death)(troubled)
}
const pretended = { timings, clock, around }

const actOnce = async (config: Config, deed: DeedOrder): Promise<void> => {
  const ground = {
    databaseUrl: config.databaseUrl ?? '',
    relayUrls: config.relayUrls,
    secretKeys: config.secretKeys,
    baseUrl: config.baseUrl ?? '',
  }
  const service = await assemble(config, ground, createLog(config.logLevel), pretended)
  process.send?.('ready')
  await doDeed(service.house, deed)
  await service.close()
  process.disconnect?.()
}

const play = async (config: Config, role: Role): Promise<void> => {
  const service = await startService(config, role, createLog(config.logLevel), pretended)
  process.once('SIGTERM', () => void service.stop().then(() => process.exit()))
  process.send?.('ready')
}

const config = readConfig(settings)
await (typeof part === 'string' ? play(config, part) : actOnce(config, part))

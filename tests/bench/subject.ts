import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService } from '../../src/service.ts'
import { answer, orderOf } from './child.ts'
import { peakMemory } from './usage.ts'

/** Nashra, whole, in one process, with the settings of its order. */
const config = readConfig(orderOf<Record<string, string>>())
const service = await startService(config, 'all', createLog(config.logLevel))

const answers = {
  ready: () => {},
  /** Microseconds of CPU this process has used, its render thread included. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  /** The most memory it ever held, in bytes. */
  peak: peakMemory,
}
export type SubjectAnswers = typeof answers

answer(answers, () => service.stop())

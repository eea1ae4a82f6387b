import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService, type Role } from '../../src/service.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { answer, orderOf } from './child.ts'
import { peakMemory } from './usage.ts'

/** How a Nashra is to be started. */
export interface SubjectOrder {
  readonly settings: Readonly<Record<string, string>>
  readonly role: Role
}

const { settings, role } = orderOf<SubjectOrder>()
const config = readConfig(settings)
const { house, stop } = await startService(config, role, createLog(config.logLevel))

/** Nashra in one process, and what only the process itself can tell or do. */
const answers = {
  ready: () => {},
  /** Microseconds of CPU this process has used, its render thread included. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  /** The most memory it ever held, in bytes. */
  peak: peakMemory,
  /** Opens the issues that are due, as every minute does; resolves to the milliseconds it took. */
  plan: async () => {
    const began = performance.now()
    await planIssues(house)
    return performance.now() - began
  },
  /** The paths of the unsubscribe links of these subscriptions. */
  unsubscribePaths: (subscriptionIds: readonly string[]) =>
    subscriptionIds.map((id) => new URL(house.links.unsubscribe({ id, round: 0 }, house.clock.now())).pathname),
}
export type SubjectAnswers = typeof answers

answer(answers, stop)

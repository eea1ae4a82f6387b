import { assemble, type Service } from '../assemble.ts'
import { readConfig, type Config } from '../config.ts'
import { openGround, runningGround } from '../ground.ts'
import { createLog } from '../log.ts'

/** A house for one command, beside a running demo or on a ground opened for it. */
export interface CommandHouse extends Service {
  readonly config: Config
}

/** Runs a command in an open house, and closes it afterwards. */
export const inHouse = async (task: (house: CommandHouse) => Promise<void>): Promise<void> => {
  const config = readConfig()
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const baseUrl = config.baseUrl ?? `http://${config.host}:${config.port}`
  await using opened = new AsyncDisposableStack()
  const running = config.demo ? await runningGround(config) : null
  const ground = running ?? opened.use(await openGround(config, baseUrl)).ground
  const service = await assemble(config, ground, log)
  opened.defer(() => service.close())
  await task({ ...service, config })
}

/** Prints facts: as JSON for programs, else line by line. */
export const print = (facts: Readonly<Record<string, unknown>>, { json }: { json?: boolean }): void => {
  if (json) console.log(JSON.stringify(facts, null, 2))
  else
    for (const [name, value] of Object.entries(facts))
      console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

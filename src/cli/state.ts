import { Command } from 'commander'
import { inHouse, print } from './house.ts'

/** What state things are in. */
export const stateCommands = (): Command[] => [
  new Command('migrate')
    .description('bring the tables up to date; every start does so too')
    .option('--json')
    .action((options: { json?: boolean }) => inHouse(async () => print({ tables: 'up to date' }, options))),

  new Command('health')
    .description('whether database and queue answer; exits 1 when one does not')
    .option('--json')
    .action((options: { json?: boolean }) =>
      inHouse(async ({ house, queues }) => {
        await house.store.ping()
        const queue = await queues.counts()
        if (queue === null) process.exitCode = 1
        print({ database: 'ok', queue: queue ?? 'away' }, options)
      }),
    ),
]

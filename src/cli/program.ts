import { Command } from 'commander'
import { demoCommands } from './demo.ts'
import { destinationCommands } from './destinations.ts'
import { digestCommands } from './digest.ts'
import { dkimCommands } from './dkim.ts'
import { peopleCommands } from './people.ts'
import { stateCommands } from './state.ts'

/** Everything that Nashra does from the command line. */
export const createProgram = (): Command => {
  const program = new Command('npm run cli --').description('Nashra from the command line').showHelpAfterError()
  for (const command of [
    ...stateCommands(),
    ...peopleCommands(),
    ...digestCommands(),
    ...dkimCommands(),
    ...destinationCommands(),
    ...demoCommands(),
  ])
    program.addCommand(command)
  return program
}

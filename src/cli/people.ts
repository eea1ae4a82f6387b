import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { scopes } from '../domain/scope.ts'
import { putUser } from '../usecases/sign-in.ts'
import { inHouse, print } from './house.ts'

const scope = (text: string, earlier: string[] = []): string[] => {
  if (text !== '*' && !scopes.some((known) => known === text))
    throw new InvalidArgumentError(`Choose from: ${scopes.join(', ')}, or * for all.`)
  return [...earlier, text]
}

interface KeyOptions {
  readonly name: string
  readonly scope?: string[]
  readonly json?: boolean
}

/** Who may get in: admins and keys. */
export const peopleCommands = (): Command[] => [
  new Command('user:create')
    .description('make an admin, or give one a new password')
    .requiredOption('--email <address>')
    .option('--password <text>', 'printed once when it is left out')
    .option('--lang <ar|en>', 'language of the newsroom', 'ar')
    .option('--json')
    .action((options: { email: string; password?: string; lang: string; json?: boolean }) =>
      inHouse(async ({ house }) => {
        const password = options.password ?? randomBytes(15).toString('base64url')
        const user = await putUser(house.store, {
          email: options.email,
          password,
          lang: options.lang === 'en' ? 'en' : 'ar',
        })
        print({ email: user.email, ...(options.password === undefined ? { password } : {}) }, options)
      }),
    ),

  new Command('key:create')
    .description('make a key for the admin API; it is shown once')
    .option('--name <text>', 'what it is for', 'made on the command line')
    .option('--scope <scope>', 'what it may do; repeat for more', scope)
    .option('--json')
    .action((options: KeyOptions) =>
      inHouse(async ({ house }) => {
        const given = options.scope
        if (given === undefined)
          throw new InvalidArgumentError(`Say --scope, once or more: ${scopes.join(', ')}, or * for all.`)
        const key = `nsh_${randomBytes(24).toString('base64url')}`
        await house.store.apiKeys.put(key, { name: options.name, scopes: given })
        print({ key, scopes: given }, options)
      }),
    ),
]

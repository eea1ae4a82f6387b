import { Command, InvalidArgumentError } from 'commander'
import { dkimAlgorithms, type DkimAlgorithm } from '../domain/dkim.ts'
import { checkDkimRecord } from '../usecases/check-dkim-record.ts'
import { describeDkimKey, describeLookUp } from '../usecases/describe-dkim-key.ts'
import { listDkimKeys } from '../usecases/list-dkim-keys.ts'
import { makeDkimKey } from '../usecases/make-dkim-key.ts'
import { dkimKeyOf, retireDkimKey, startDkimKey } from '../usecases/start-dkim-key.ts'
import { inHouse, print } from './house.ts'

interface Format {
  readonly json?: boolean
}

const algorithm = (text: string): DkimAlgorithm => {
  const known = dkimAlgorithms.find((one) => one === text)
  if (known === undefined) throw new InvalidArgumentError(`Choose from: ${dkimAlgorithms.join(', ')}.`)
  return known
}

const idCommand = (name: string, about: string): Command =>
  new Command(name).description(about).argument('<id>', 'of the key, as dkim:list shows it').option('--json')

/** Keys that sign a sender's mail. */
export const dkimCommands = (): Command[] => [
  new Command('dkim:create')
    .description('make a key for a sender’s domain, and print the DNS record to publish')
    .requiredOption('--domain <name>')
    .option('--selector <text>', 'one of ours when left out')
    .option('--algorithm <rsa|ed25519>', 'how it signs', algorithm, 'rsa')
    .option('--json')
    .action((options: Format & { domain: string; selector?: string; algorithm: DkimAlgorithm }) =>
      inHouse(async ({ house }) => {
        const key = await makeDkimKey(house, { ...options, selector: options.selector ?? null })
        print(describeDkimKey(key), options)
      }),
    ),

  new Command('dkim:list')
    .description('all keys, the state of each and whether SECRET_KEY opens it')
    .option('--domain <name>')
    .option('--json')
    .action((options: Format & { domain?: string }) =>
      inHouse(async ({ house }) => {
        const keys = await listDkimKeys(house, options.domain ?? null)
        if (options.json) return console.log(JSON.stringify(keys, null, 2))
        for (const { id, dns, algorithm: how, state, usable } of keys)
          console.log(
            `${id}  ${dns.name}  ${how}  ${state}${usable ? '' : '  (cannot be opened with this SECRET_KEY)'}`,
          )
      }),
    ),

  idCommand('dkim:check', 'look a key’s record up in DNS').action((id: string, options: Format) =>
    inHouse(async ({ house }) => {
      print(describeLookUp(await checkDkimRecord(house, await dkimKeyOf(house, id)), 'en'), options)
    }),
  ),

  idCommand('dkim:sign', 'sign with this key from now on; the one before it is retired')
    .option('--unchecked', 'do not look its record up first')
    .action((id: string, options: Format & { unchecked?: boolean }) =>
      inHouse(async ({ house }) => {
        print(describeDkimKey(await startDkimKey(house, id, { unchecked: options.unchecked ?? false })), options)
      }),
    ),

  idCommand('dkim:retire', 'sign no longer with this key').action((id: string, options: Format) =>
    inHouse(async ({ house }) => {
      print(describeDkimKey(await retireDkimKey(house, id)), options)
    }),
  ),
]

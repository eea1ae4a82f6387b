import { Command, InvalidArgumentError } from 'commander'
import { Refused } from '../domain/refusal.ts'
import {
  destinationNamed,
  showDestination,
  steerDestination,
  type DestinationChange,
  type ShownDestination,
} from '../usecases/steer-destination.ts'
import { inHouse, print } from './house.ts'

interface Format {
  readonly json?: boolean
}

type Limit = number | 'none'

interface LimitOptions extends Format {
  readonly rate?: Limit
  readonly concurrency?: Limit
}

const instant = (text: string): Date => {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Give an instant, such as 2026-11-23T08:00:00Z.')
  return date
}

const limit = (text: string): Limit => {
  if (text === 'none') return text
  const count = Number(text)
  if (Number.isInteger(count) && count > 0 && count <= 10_000_000) return count
  throw new InvalidArgumentError('Give a whole number above 0, or none.')
}

const countOf = (given: Limit): number | null => (given === 'none' ? null : given)

const about = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .argument('<domain>', 'hotmail.com and its like stand for their group')
    .option('--json')

const steer = (domain: string, change: DestinationChange, options: Format): Promise<void> =>
  inHouse(async ({ house }) => {
    print({ ...showDestination(await steerDestination(house, domain, change), house.clock.now()) }, options)
  })

const lineOf = ({
  name,
  paused,
  pausedBy,
  pausedUntil,
  ratePerMinute,
  concurrency,
  learnt,
}: ShownDestination): string =>
  [
    name,
    paused
      ? `paused by ${pausedBy === 'admin' ? 'an admin' : 'refusals'} until ${pausedUntil?.toISOString() ?? 'resumed'}`
      : null,
    ratePerMinute === null ? null : `at most ${ratePerMinute} a minute`,
    concurrency === null ? null : `at most ${concurrency} at a time`,
    learnt === null ? null : `learnt ${learnt.ratePerMinute} a minute (${learnt.reply ?? 'no reply kept'})`,
  ]
    .filter((part) => part !== null)
    .join('  ')

/** How much goes to which receiver. */
export const destinationCommands = (): Command[] => [
  new Command('destination:list')
    .description('receiving domains that are paused, limited, or have refused mail lately')
    .option('--json')
    .action((options: Format) =>
      inHouse(async ({ house }) => {
        const kept = await house.store.destinations.all()
        const shown = kept.map((destination) => showDestination(destination, house.clock.now()))
        if (options.json) console.log(JSON.stringify(shown, null, 2))
        else for (const destination of shown) console.log(lineOf(destination))
      }),
    ),

  about('destination:pause', 'send nothing to a receiving domain for now; what is due waits')
    .option('--until <instant>', 'resume by itself then', instant)
    .action((domain: string, options: Format & { until?: Date }) =>
      steer(domain, { paused: true, until: options.until ?? null }, options),
    ),

  about('destination:resume', 'send to a receiving domain again').action((domain: string, options: Format) =>
    steer(domain, { paused: false }, options),
  ),

  about('destination:limit', 'send no more than so much to a receiving domain')
    .option('--rate <messages a minute>', 'a number or none', limit)
    .option('--concurrency <messages at a time>', 'a number or none', limit)
    .action((domain: string, { rate, concurrency, ...format }: LimitOptions) =>
      steer(
        domain,
        {
          ...(rate === undefined ? {} : { ratePerMinute: countOf(rate) }),
          ...(concurrency === undefined ? {} : { concurrency: countOf(concurrency) }),
        },
        format,
      ),
    ),

  about('destination:forget', 'forget its pause, its limits and what its refusals taught').action(
    (domain: string, options: Format) =>
      inHouse(async ({ house }) => {
        const name = destinationNamed(domain)
        if (!(await house.store.destinations.remove(name)))
          throw new Refused({ kind: 'not_found', what: 'destination' })
        print({ forgotten: name }, options)
      }),
  ),
]

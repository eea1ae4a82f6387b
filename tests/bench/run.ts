import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { keepRows, machine } from './figures.ts'
import { growth } from './growth.ts'
import { oneClick } from './one-click.ts'
import { plan } from './plan.ts'
import { recover } from './recover.ts'
import { render } from './render.ts'
import type { Findings, Plan, Scenario } from './scenario.ts'
import { search } from './search.ts'
import { send } from './send.ts'
import { subscribe } from './subscribe.ts'

const scenarios: Readonly<Record<string, Scenario>> = {
  send,
  growth,
  plan,
  render,
  subscribe,
  'one-click': oneClick,
  search,
  recover,
}

const usage = (): string => {
  const known = Object.entries(scenarios).map(
    ([name, { summary, defaults }]) =>
      `  ${name.padEnd(10)} ${summary}; size ${defaults.size}, rounds ${defaults.rounds}`,
  )
  return `npm run bench -- <scenario> [--size N] [--rounds N] [--json] [--keep] ...

${known.join('\n')}

  --size N         how many readers, requests or renders
  --rounds N       how many interleaved rounds of control and subject
  --dkim           send only with DKIM; --no-dkim only without
  --delay N        send to a relay that answers after so many milliseconds
  --connections N  of Nashra to its relay: 10, send and growth 40; the controls have 10, with which they are fastest
  --earlier N      growth: so many earlier issues in the ledger at the end; 20
  --json           one JSON object in place of the table
  --keep           write the figures into the README's table

Ratios and CPU time per message count; plain rates tell more about the machine than about Nashra.`
}

const show = (name: string, { size, rounds }: Plan, { lines, faults }: Findings): void => {
  console.log(`${name}, size ${size}, rounds ${rounds}\n`)
  for (const line of lines) console.log(`  ${line}`)
  for (const fault of faults) console.error(`\n  ${fault}`)
}

const read = () =>
  parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      size: { type: 'string' },
      rounds: { type: 'string' },
      dkim: { type: 'boolean' },
      delay: { type: 'string' },
      connections: { type: 'string' },
      earlier: { type: 'string' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })

type Options = ReturnType<typeof read>['values']

const planOf = (options: Options, { defaults }: Scenario): Plan => ({
  size: wholeNumber('size', options.size, defaults.size),
  rounds: wholeNumber('rounds', options.rounds, defaults.rounds),
  signing: options.dkim === undefined ? [true, false] : [options.dkim],
  delayMs: wholeNumber('delay', options.delay, 0),
  connections: wholeNumber(
    'connections',
    options.connections,
    options.delay === undefined ? (defaults.connections ?? 10) : 10,
  ),
  earlier: wholeNumber('earlier', options.earlier, 20),
})

const main = async (): Promise<number> => {
  const { values, positionals } = read()
  const [name = ''] = positionals
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (values.help || scenario === undefined) {
    if (!values.help) console.error(name === '' ? 'Which scenario?' : `There is no scenario "${name}".`)
    console.log(usage())
    return values.help ? 0 : 1
  }
  const wanted = planOf(values, scenario)
  const loadBefore = loadavg()[0] ?? 0
  const findings = await scenario.run(wanted)
  const { figures, rows, faults } = findings
  if (!values.json) show(name, wanted, findings)
  else console.log(JSON.stringify({ scenario: name, ...wanted, machine, loadBefore, ...figures, rows, faults }))
  if (values.keep) await keepRows(rows)
  return faults.length === 0 ? 0 : 1
}

const wholeNumber = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text)
  const least = name === 'delay' || name === 'earlier' ? 0 : 1
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} needs a whole number, not "${text}".`)
  return value
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Findings, Plan, Scenario } from './scenario.ts'
import { send } from './send.ts'

const scenarios: Readonly<Record<string, Scenario>> = { send }

const usage = (): string => {
  const known = Object.entries(scenarios).map(
    ([name, { summary, defaults }]) =>
      `  ${name.padEnd(8)} ${summary}; size ${defaults.size}, rounds ${defaults.rounds}`,
  )
  return `npm run bench -- <scenario> [--size N] [--rounds N] [--json]

${known.join('\n')}

  --size N    how many readers
  --rounds N  how many interleaved rounds of control and subject
  --json      one JSON object in place of the table

Ratios and CPU time per message count; plain rates tell more about the machine than about Nashra.`
}

const machine = () => ({
  node: process.version,
  cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  load: loadavg().map((value) => Math.round(value * 100) / 100),
})

const show = (name: string, plan: Plan, { lines, faults }: Findings): void => {
  console.log(`${name}, size ${plan.size}, rounds ${plan.rounds}\n`)
  for (const line of lines) console.log(`  ${line}`)
  for (const fault of faults) console.error(`\n  ${fault}`)
}

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      size: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const [name = ''] = positionals
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (values.help || scenario === undefined) {
    if (!values.help) console.error(name === '' ? 'Which scenario?' : `There is no scenario "${name}".`)
    console.log(usage())
    return values.help ? 0 : 1
  }
  const size = wholeNumber('size', values.size, scenario.defaults.size)
  const plan = { size, rounds: wholeNumber('rounds', values.rounds, scenario.defaults.rounds) }
  const findings = await scenario.run(plan)
  if (!values.json) show(name, plan, findings)
  else
    console.log(
      JSON.stringify({ scenario: name, ...plan, machine: machine(), ...findings.figures, faults: findings.faults }),
    )
  return findings.faults.length === 0 ? 0 : 1
}

const wholeNumber = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number, not "${text}".`)
  return value
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import type { Command } from 'commander'
import { createProgram } from '../../src/cli/program.ts'
import { settings } from '../../src/config.ts'
import { keptRows } from '../bench/figures.ts'

const readme = fileURLToPath(new URL('../../../README.md', import.meta.url))

interface ShownSetting {
  readonly about: string
  readonly fallback?: string
  readonly neededByServer?: true
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`)
    .join('\n')

const defaultOf = ({ fallback, neededByServer }: ShownSetting): string => {
  if (neededByServer) return 'a server needs it'
  return fallback === undefined ? '' : `\`${fallback}\``
}

const settingsTable = (): string =>
  table(
    ['Setting', 'Default', 'What it is'],
    Object.entries<ShownSetting>(settings).map(([name, setting]) => [`\`${name}\``, defaultOf(setting), setting.about]),
  )

const usageOf = (command: Command): string =>
  [
    command.name(),
    ...command.options.filter(({ long }) => long !== '--json').map((o) => (o.mandatory ? o.flags : `[${o.flags}]`)),
  ].join(' ')

const commandsTable = (): string =>
  table(
    ['`npm run cli --` …', 'What it does'],
    createProgram().commands.map((command) => [`\`${usageOf(command)}\``, command.description()]),
  )

const figuresTable = async (): Promise<string> =>
  table(
    ['What', 'Size', 'Figure', 'Control', 'Ratio', 'Date', 'Machine'],
    (await keptRows()).map(({ what, size, figure, control, ratio, date, machine }) => [
      what,
      size.toLocaleString('en'),
      figure,
      control,
      ratio,
      date,
      machine,
    ]),
  )

const tables: Readonly<Record<string, () => string | Promise<string>>> = {
  settings: settingsTable,
  commands: commandsTable,
  figures: figuresTable,
}

/** The text with every generated table renewed, between `<!-- name -->` and `<!-- /name -->`. */
const renewed = async (text: string): Promise<string> => {
  let filled = text
  for (const [name, make] of Object.entries(tables)) {
    const made = await make()
    filled = filled.replace(
      new RegExp(`(<!-- ${name} -->)[^]*(<!-- /${name} -->)`),
      (_all, begin: string, end: string) => [begin, made, end].join('\n\n'),
    )
  }
  return format(filled, { ...(await resolveConfig(readme)), filepath: readme })
}

const written = await readFile(readme, 'utf8')
const wanted = await renewed(written)
if (!process.argv.includes('--check')) await writeFile(readme, wanted)
else if (wanted !== written) {
  console.error(
    'README.md does not say what the code says about settings and commands, or tests/bench/figures.json about speed.',
  )
  process.exitCode = 1
}

import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** One part of `npm run check`: what must hold, how to see whether it does, what to do when it does not. */
interface Part {
  readonly name: string
  readonly program: readonly string[]
  readonly remedy: string
}

const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js']

const parts: readonly Part[] = [
  {
    name: 'lint',
    program: ['node_modules/oxlint/bin/oxlint', '--format=unix'],
    remedy: 'Mend what is listed: npm run lint tells more, npm run lint -- --fix mends some of it.',
  },
  {
    name: 'format',
    program: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
    remedy: 'Let the machine do it: npm run format',
  },
  {
    name: 'architecture',
    program: [...jest, 'dist/tests/architecture.test.js'],
    remedy:
      'Import by the house’s rules: the table at the top of tests/architecture.test.ts, and the README on the rooms.',
  },
  {
    name: 'README',
    program: ['dist/tests/support/readme.js', '--check'],
    remedy: 'Renew its tables: npm run readme',
  },
  {
    name: 'schema and migrations',
    program: ['dist/prisma/check-drift.js'],
    remedy: 'Make them agree: npm run migration -- <verb_noun>, and read the SQL that it wrote.',
  },
]

/** Runs a part; what it printed is shown only when it fails. */
const holds = async ({ name, program, remedy }: Part): Promise<boolean> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program])
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  console.log(code === 0 ? `✓ ${name}` : `✗ ${name}\n\n${out}${err}\n${remedy}\n`)
  return code === 0
}

let failed = 0
for (const part of parts) if (!(await holds(part))) failed += 1
if (failed > 0) console.error(`${failed} of ${parts.length} parts of the check failed.`)
process.exitCode = failed > 0 ? 1 : 0

import { parseArgs } from 'node:util'
import { closeTestCluster, openTestCluster } from '../support/test-cluster.ts'
import { cases, casesNamed } from './cases.ts'
import { suites, type Case } from './case.ts'
import { openGround } from './ground.ts'
import { backends } from './lane.ts'
import { anySeed } from './random.ts'
import { runCase, type RunLine } from './run-case.ts'
import { totalsOf } from './totals.ts'

/** Cases that only their own name brings about are left out, and so is where the queue lives. */
const names = [
  ...new Set(cases.filter(({ runs }) => runs.all > 0).map(({ id }) => id.replace(/-(?:postgres|redis)$/, ''))),
]

const usage = `npm run test:faults [-- --all] [-- --seed N] [-- --only CASE]

  Breaks things in the middle of a send and compares the ledger with the relay's own record.
  Prints one line of JSON for each run, then the totals of each suite, and exits with 1 when a run broke the promise.

  --all      every run: the whole crash matrix, every race
  --runs N   so many runs of each case
  --seed N   the first seed; with --only, the very run of an earlier line
  --only C   a suite (S1 to S5) or a case: ${names.join(', ')}
`

const { values: asked } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const firstSeed = asked.seed === undefined ? anySeed() : Number(asked.seed)
/** Far enough from each other that no two cases share one. */
const seedOf = (run: number): number => (firstSeed + run * 7919) % 2 ** 31

const isSuite = suites.some((suite) => suite === asked.only)

const runsOf = ({ runs, id }: Case): number => {
  if (runs.all === 0) return id === asked.only ? 1 : 0
  if (asked.runs !== undefined) return Number(asked.runs)
  if (asked.seed !== undefined && asked.only !== undefined && !isSuite) return 1
  return asked.all ? runs.all : runs.few
}

/** One run after another, each on what the last one left. */
const runTrack = async (track: readonly Case[], lines: RunLine[]): Promise<void> => {
  await using ground = openGround()
  for (const one of track)
    for (let run = 0; run < runsOf(one); run += 1) {
      const line = await runCase(one, ground, seedOf(run))
      console.log(JSON.stringify(line))
      lines.push(line)
      if (line.verdict === 'skipped') break
    }
}

const runAll = async (chosen: readonly Case[]): Promise<RunLine[]> => {
  const lines: RunLine[] = []
  await openTestCluster()
  try {
    await Promise.all(
      backends.map((backend) =>
        runTrack(
          chosen.filter(({ track }) => track === backend),
          lines,
        ),
      ),
    )
  } finally {
    await closeTestCluster()
  }
  return lines
}

const chosen = asked.only === undefined ? cases : casesNamed(asked.only)
if (asked.help || chosen.length === 0) console.log(usage)
else {
  const lines = await runAll(chosen)
  for (const total of totalsOf(lines)) console.log(JSON.stringify(total))
  process.exitCode = lines.every(({ verdict }) => verdict === 'kept' || verdict === 'skipped') ? 0 : 1
}

import { parseArgs } from 'node:util'
import { closeTestCluster, openTestCluster } from '../support/test-cluster.ts'
import { canRun, caseNames, cases, kills, type CaseName } from './cases.ts'
import { connections } from './killed-worker.ts'
import type { Verdict } from './oracle.ts'
import { anySeed } from './random.ts'

const usage = `npm run test:faults [-- --all] [-- --seed N] [-- --only CASE]

  Breaks things in the middle of a send and compares the ledger with the relay's own record.
  Prints one line of JSON for each case and exits with 1 when one broke the promise.

  --all      10,000 readers in place of 2,000
  --seed N   the random moments of an earlier run
  --only C   one case of: ${caseNames.join(', ')}
`

const { values: asked } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Whether a run kept the promise: nothing lost, nothing twice, nothing misstated, and only so much in doubt. */
const keepsPromise = ({ lost, twice, wrong, uncertain, conserved, finished }: Verdict, deaths: number): boolean =>
  lost.length + twice.length + wrong.length === 0 && uncertain <= deaths * connections && conserved && finished

const runCase = async (name: CaseName, plan: { readers: number; seed: number }): Promise<boolean> => {
  const line = { suite: 'faults', id: name, ...plan }
  if (!canRun(name)) {
    console.log(JSON.stringify({ ...line, verdict: 'skipped', why: 'redis-server is not installed' }))
    return true
  }
  const began = performance.now()
  try {
    const { verdict: found, ...run } = await cases[name](plan)
    const kept = keepsPromise(found, 'moments' in run ? kills : 1)
    const ms = Math.round(performance.now() - began)
    console.log(JSON.stringify({ ...line, verdict: kept ? 'kept' : 'broken', ms, ...run, found }))
    return kept
  } catch (error) {
    console.log(JSON.stringify({ ...line, verdict: 'failed', error: String(error) }))
    return false
  }
}

const runAll = async (): Promise<boolean> => {
  const plan = { readers: asked.all ? 10_000 : 2000, seed: asked.seed === undefined ? anySeed() : Number(asked.seed) }
  let kept = true
  await openTestCluster()
  try {
    for (const name of caseNames.filter((one) => asked.only === undefined || one === asked.only))
      kept = (await runCase(name, plan)) && kept
  } finally {
    await closeTestCluster()
  }
  return kept
}

if (asked.help || (asked.only !== undefined && !caseNames.some((name) => name === asked.only))) console.log(usage)
else process.exitCode = (await runAll()) ? 0 : 1

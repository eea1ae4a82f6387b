import type { Case } from './case.ts'
import { misbehaviourCases, runMisbehaviour, runMisbehaviours, type MisbehaviourLine } from './misbehaviour.ts'
import type { Finding } from './finding.ts'

const findingOf = (lines: readonly MisbehaviourLine[]): Finding => {
  const broken = lines.filter(({ verdict }) => verdict === 'broken')
  return {
    breaches: broken.map(({ id, seed, why }) => `${id} --seed ${seed}: ${why.join('; ')}`),
    counts: { right: lines.length - broken.length, wrong: broken.length },
  }
}

/** Every way in which a relay can misbehave, at once and, to be replayed by its own name and seed, one by one. */
export const relayCases: readonly Case[] = [
  {
    suite: 'S2',
    id: 'misbehaviour',
    track: 'postgres',
    runs: { few: 1, all: 1 },
    run: async (_, seed) => findingOf(await runMisbehaviours(misbehaviourCases(seed))),
  },
  ...misbehaviourCases(0).map(({ id }): Case => ({
    suite: 'S2',
    id,
    track: 'postgres',
    runs: { few: 0, all: 0 },
    run: async (_, seed) => findingOf([await runMisbehaviour({ id, seed })]),
  })),
]

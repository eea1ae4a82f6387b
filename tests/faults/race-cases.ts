import type { Case } from './case.ts'
import type { Finding } from './finding.ts'
import { raceEdit, raceSchedulers, raceSendNow } from './issue-races.ts'
import { raceConfirms, raceSignups } from './reader-races.ts'
import { raceErasures, raceSteering, raceUnsubscribes } from './send-races.ts'

const race = (
  id: string,
  all: number,
  run: (seed: number) => Promise<Finding>,
  track: Case['track'] = 'postgres',
): Case => ({
  suite: 'S4',
  id,
  track,
  runs: { few: 1, all },
  run: (_, seed) => run(seed),
})

/** Who comes first, when two come at once. One run is a tenth of the whole. */
export const raceCases: readonly Case[] = [
  race('schedulers', 10, (seed) => raceSchedulers(seed, { rounds: 20, parallel: 2 })),
  race('send-now', 10, (seed) => raceSendNow(seed, { rounds: 2, parallel: 100 })),
  race('confirms', 10, (seed) => raceConfirms(seed, { rounds: 5, parallel: 50 })),
  race('sign-ups', 10, (seed) => raceSignups(seed, { rounds: 5, parallel: 100 })),
  race('unsubscribes', 10, (seed) => raceUnsubscribes(seed, { readers: 1000, acts: 100 }), 'redis'),
  race('erasures', 10, (seed) => raceErasures(seed, { readers: 600, acts: 5 }), 'redis'),
  race('steering', 10, (seed) => raceSteering(seed, { readers: 3000, acts: 10 }), 'redis'),
  race('edits', 10, (seed) => raceEdit(seed, { rounds: 5, parallel: 2 }), 'redis'),
]

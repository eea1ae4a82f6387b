import type { Case } from './case.ts'
import { weekOfChange } from './calendar.ts'
import type { Finding } from './finding.ts'
import { jumpWhileSending, skewWorker } from './skew.ts'
import { jumping, liveThrough, slewing } from './time-faults.ts'

const inTime = (id: string, run: (seed: number) => Promise<Finding>): Case => ({
  suite: 'S5',
  id,
  track: 'redis',
  runs: { few: 1, all: 1 },
  run: (_, seed) => run(seed),
})

const zones = ['Africa/Cairo', 'Asia/Beirut', 'Asia/Gaza', 'Africa/Casablanca', 'Europe/Berlin', 'Asia/Riyadh']

const minute = 60_000
const jumps = {
  '5-minutes': 5 * minute,
  '1-hour': 60 * minute,
  '1-day': 1440 * minute,
}
const signs = { ahead: 1, back: -1 }

const ordinary = weekOfChange('Asia/Riyadh', 'forward')
const riyadh = (from: string) => ({ ...ordinary, from: Temporal.PlainDate.from(from), hour: 8 })

/** Clocks that jump, run fast or are wrong, and days of the calendar on which the hour is not what it seems. */
export const timeCases: readonly Case[] = [
  ...zones.flatMap((zone) => [
    inTime(`forward-${zone}`, (seed) => liveThrough(seed, weekOfChange(zone, 'forward'))),
    inTime(`back-${zone}`, (seed) => liveThrough(seed, weekOfChange(zone, 'back'))),
  ]),
  ...Object.entries(jumps).flatMap(([name, ms]) =>
    Object.entries(signs).flatMap(([direction, sign]) => [
      inTime(`jump-${direction}-${name}`, (seed) => liveThrough(seed, riyadh('2027-03-01'), jumping(sign * ms, seed))),
      inTime(`jump-in-send-${direction}-${name}`, () => jumpWhileSending(sign * ms)),
    ]),
  ),
  ...Object.entries(signs).map(([direction, sign]) =>
    inTime(`skew-${direction}`, () => skewWorker(sign * jumps['5-minutes'])),
  ),
  inTime('slewed', (seed) => liveThrough(seed, riyadh('2027-03-01'), slewing)),
  inTime('29-february', (seed) => liveThrough(seed, riyadh('2028-02-26'))),
  inTime('year-end', (seed) => liveThrough(seed, riyadh('2026-12-29'))),
]

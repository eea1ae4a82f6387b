import { hostname } from 'node:os'
import type { House } from './house.ts'
import { raiseAlarm } from './raise-alarm.ts'

/** Whether this machine's clock agrees with the database's; slots come due by it. Says so in the log, and to admins, when it does not. */
export const clockIsRight = async (house: House): Promise<boolean> => {
  const { store, clock, timings, log } = house
  const before = clock.now().getTime()
  const database = (await store.now()).getTime()
  const after = clock.now().getTime()
  const skewSeconds = Math.max(before - database, database - after, 0) / 1000
  if (skewSeconds <= timings.mostSkewSeconds) return true
  log.error(
    { skewSeconds: Math.round(skewSeconds) },
    'this machine’s clock differs from the database’s: nothing is planned or sent here until it is set right',
  )
  const name = hostname()
  const facts = { name, count: Math.round(skewSeconds) }
  await raiseAlarm(house, { kind: 'clock', about: `worker ${name}`, level: 'grave', facts })
  return false
}

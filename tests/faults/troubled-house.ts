import type { House } from '../../src/usecases/house.ts'
import { between, seeded } from './random.ts'
import { watchedHouse } from './watched-house.ts'

/** Statements that fail although nothing is wrong with them. */
export interface Trouble {
  /** Before a statement is carried out, or after it was, so that only its answer is lost. */
  readonly when: 'before' | 'after'
  readonly seed: number
  /** How many fail in all. */
  readonly times: number
}

const deadlock = { code: '40P01', message: 'deadlock detected' }
const serialization = { code: '40001', message: 'could not serialize access due to concurrent update' }
const cutOff = { code: '08006', message: 'Connection terminated unexpectedly' }

const ofSending = /^(?:ledger\.|attempts\.|batches\.(?:claim|renew|release|fail)$|issues\.finishIfDone$)/

/** About one statement in four of a send fails, until the trouble is spent. */
export const troubledHouse =
  ({ when, seed, times }: Trouble) =>
  (house: House): House => {
    const random = seeded(seed)
    let left = times
    const strikes = (name: string): boolean => {
      if (left === 0 || !ofSending.test(name) || between(random, 0, 4) > 0) return false
      left -= 1
      return true
    }
    const fault = (): Error => {
      const { code, message } = when === 'after' ? cutOff : between(random, 0, 2) === 0 ? deadlock : serialization
      return Object.assign(new Error(message), { code })
    }
    return watchedHouse(house, async (name, call) => {
      const isStruck = strikes(name)
      if (isStruck && when === 'before') throw fault()
      const result = await call()
      if (isStruck) throw fault()
      return result
    })
  }

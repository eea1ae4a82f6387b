import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { callerOf } from '../domain/network.ts'
import type { Database } from './database.ts'

/** Counts tries that may not come too often, on every machine together. */
export interface Limits {
  /** Counts one sign-in of an address from an IP. Null when it may go on, else the seconds to wait. */
  countSignIn(email: string, ip: string): Promise<number | null>
  /** Forgets the tries of an address that has signed in. */
  forgetSignIns(email: string, ip: string): Promise<void>
}

/** Limits kept in PostgreSQL: five tries of one address from one IP in a quarter of an hour, fifty from one IP in a day. */
export const createLimits = ({ pool }: Database): Limits => {
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix,
      points,
      duration,
    })
  const account = limiter('sign-in', 5, 15 * 60)
  const machine = limiter('sign-in-ip', 50, 24 * 3600)
  return {
    async countSignIn(email, ip) {
      try {
        await Promise.all([account.consume(keyOf(email, ip)), machine.consume(callerOf(ip))])
        return null
      } catch (exceeded) {
        if (exceeded instanceof RateLimiterRes) return Math.ceil(exceeded.msBeforeNext / 1000)
        throw exceeded
      }
    },
    async forgetSignIns(email, ip) {
      await account.delete(keyOf(email, ip))
    },
  }
}

const keyOf = (email: string, ip: string) => `${email.trim().toLowerCase().slice(0, 150)} ${callerOf(ip)}`

import type { Cadence } from '../domain/cadence.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'

/**
 * A wished cadence as a subscription keeps it: the newsletter's default as "no choice", so that it can move.
 * @throws Refused `invalid` at `cadence` for one that is not offered
 */
export const checkedCadence = (cadence: Cadence | null, newsletter: Newsletter): Cadence | null => {
  if (cadence === null || cadence === newsletter.cadence) return null
  if (newsletter.cadences.includes(cadence)) return cadence
  throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
}

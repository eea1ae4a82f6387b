import type { Cadence } from '../domain/cadence.ts'
import { consentStep } from '../domain/consent.ts'
import type { Locale } from '../domain/locale.ts'
import { Refused } from '../domain/refusal.ts'
import { followLink, type LinkedSubscription } from './follow-link.ts'
import type { House } from './house.ts'
import { record, type Witness } from './witness.ts'

/** What a reader may change on the preferences page; what is left out stays. */
export interface Preferences {
  /** Null follows the newsletter's default. */
  readonly cadence?: Cadence | null
  readonly lang?: Locale
}

/**
 * Changes a reader's preferences by their link, and writes it down where anything changes. Posts already mailed are not
 * repeated and none is lost: the window stays.
 * @throws Refused `link_invalid`, `invalid` for a cadence that is not offered, `conflict` for a reader who has left
 */
export const changePreferences = async (
  house: House,
  token: string,
  preferences: Preferences,
  witness: Witness,
): Promise<LinkedSubscription> => {
  const now = house.clock.now()
  const { subscription: linked, newsletter } = await followLink(house, 'preferences', token)
  return house.store.transaction(async (store) => {
    const found = await store.subscriptions.lock(linked.id)
    if (found === null) throw new Refused({ kind: 'link_invalid' })
    const { cadence = found.cadence, lang = found.lang } = preferences
    if (cadence !== null && cadence !== found.cadence && !newsletter.cadences.includes(cadence))
      throw new Refused({ kind: 'invalid', issues: [{ path: 'cadence', message: 'not_offered' }] })
    const step = consentStep(found.state, 'preferences_changed')
    if (step instanceof Refused) throw step
    if (cadence === found.cadence && lang === found.lang) return { subscription: found, newsletter }
    const subscription = { ...found, cadence, lang }
    await store.subscriptions.save(subscription)
    await record(store, { subscription, event: 'preferences_changed', at: now, witness })
    return { subscription, newsletter }
  })
}

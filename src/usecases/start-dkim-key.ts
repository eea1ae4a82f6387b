import type { DkimKey } from '../domain/dkim.ts'
import { Refused } from '../domain/refusal.ts'
import type { SealedDkimKey } from '../store/dkim-keys.ts'
import { checkDkimRecord } from './check-dkim-record.ts'
import type { House } from './house.ts'

/** A key by its id. @throws Refused `not_found` */
export const dkimKeyOf = async (house: House, id: string): Promise<SealedDkimKey> => {
  const key = await house.store.dkimKeys.byId(id)
  if (key === null) throw new Refused({ kind: 'not_found', what: 'dkim_key' })
  return key
}

/**
 * Lets a key sign from now on, in every process within half a minute; the one of its algorithm that signed is retired.
 * A retired key may come back. Its record is looked up first, unless `unchecked`.
 * @throws Refused `not_found`; `not_ready` with what is wrong in DNS, or `dkim_key_sealed`
 */
export const startDkimKey = async (
  house: House,
  id: string,
  { unchecked }: { unchecked: boolean },
): Promise<DkimKey> => {
  const key = await dkimKeyOf(house, id)
  if (house.dkim.seal.open(key.sealed) === null) throw new Refused({ kind: 'not_ready', what: 'dkim_key_sealed' })
  const { verdict } = unchecked ? { verdict: 'found' } : await checkDkimRecord(house, key)
  if (verdict !== 'found' && verdict !== 'testing')
    throw new Refused({ kind: 'not_ready', what: `dkim_record_${verdict}` })
  await house.store.transaction((store) => store.dkimKeys.startSigning(key, house.clock.now()))
  house.dkim.forget(key.domain)
  house.log.info({ domain: key.domain, selector: key.selector }, 'a DKIM key signs from now on')
  return dkimKeyOf(house, id)
}

/** Ends a key's work; without another one its domain's mail leaves unsigned. @throws Refused `not_found` */
export const retireDkimKey = async (house: House, id: string): Promise<DkimKey> => {
  const key = await dkimKeyOf(house, id)
  await house.store.dkimKeys.retire(key.id, house.clock.now())
  house.dkim.forget(key.domain)
  house.log.info({ domain: key.domain, selector: key.selector }, 'a DKIM key was retired')
  return dkimKeyOf(house, id)
}

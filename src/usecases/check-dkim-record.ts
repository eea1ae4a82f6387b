import { readRecords, recordName, type DkimKey, type RecordVerdict } from '../domain/dkim.ts'
import type { House } from './house.ts'

/** What DNS says of a key's record now. */
export interface RecordLookUp {
  readonly verdict: RecordVerdict | 'unanswered'
  /** The TXT records that stand there. */
  readonly found: readonly string[]
}

/** Looks a key's record up in DNS. That DNS does not answer is a verdict as well. */
export const checkDkimRecord = async (house: House, key: DkimKey): Promise<RecordLookUp> => {
  try {
    const found = await house.dkim.lookUp(recordName(key))
    return { verdict: readRecords(key.record, found), found }
  } catch (error) {
    house.log.info({ name: recordName(key), error: String(error) }, 'DNS did not answer for a DKIM record')
    return { verdict: 'unanswered', found: [] }
  }
}

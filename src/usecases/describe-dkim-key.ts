import { recordName, unpublishFrom, zoneLine, type DkimKey } from '../domain/dkim.ts'
import type { Locale } from '../domain/locale.ts'
import { faultText } from '../i18n/faults.ts'
import type { RecordLookUp } from './check-dkim-record.ts'

/** A key as admins see it, with the record to publish. Nothing of its private half. */
export const describeDkimKey = (key: DkimKey) => ({
  id: key.id,
  domain: key.domain,
  selector: key.selector,
  algorithm: key.algorithm,
  state: key.state,
  /** The TXT record: for name servers with a form, and as a line of a zone file. */
  dns: { name: recordName(key), value: key.record, zone: zoneLine(recordName(key), key.record) },
  createdAt: key.createdAt,
  signingAt: key.signingAt,
  retiredAt: key.retiredAt,
  unpublishFrom: unpublishFrom(key),
})

/** What DNS says, in a machine's word and in a person's. */
export const describeLookUp = ({ verdict, found }: RecordLookUp, lang: Locale) => ({
  verdict,
  words: faultText(`dkim_record_${verdict}`, lang) ?? verdict,
  found,
})

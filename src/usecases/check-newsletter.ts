import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { Issue } from '../store/issues.ts'
import { newsletterOf } from './follow-link.ts'
import type { House } from './house.ts'
import { raiseAlarm } from './raise-alarm.ts'

/** What a newsletter must have before anything of it is sent. */
export type Lacking = 'no_sender' | 'no_postal_address'

/**
 * What a newsletter lacks, by the names that faults have in i18n. Laws ask for a postal address in mail to the public, which
 * a Nashra without https does not reach: there a newsletter may be tried out without one.
 */
export const obstaclesOf = (
  { links }: Pick<House, 'links'>,
  { sender, postalAddress }: Pick<Newsletter, 'sender' | 'postalAddress'>,
): Lacking[] => {
  const isPublic = links.baseUrl.startsWith('https:')
  const lacking: [Lacking, boolean][] = [
    ['no_sender', sender.name.trim() === '' || sender.address.trim() === ''],
    ['no_postal_address', isPublic && postalAddress.trim() === ''],
  ]
  return lacking.flatMap(([what, isSo]) => (isSo ? what : []))
}

/** @throws Refused `not_ready`, naming the first obstacle */
export const refuseObstacles = ([what]: readonly string[]): void => {
  if (what !== undefined) throw new Refused({ kind: 'not_ready', what })
}

/**
 * Whether an issue that is due must wait, because its newsletter lacks something; admins are told. It is not lost: it is
 * looked at again every minute, and goes out once nothing is lacking.
 */
export const holdsBack = async (house: House, issue: Issue): Promise<boolean> => {
  const newsletter = await newsletterOf(house, issue.newsletterId)
  const about = `issue ${issue.id}` as const
  const [obstacle] = obstaclesOf(house, newsletter)
  if (obstacle === undefined) {
    await house.store.alarms.pass('held', about)
    return false
  }
  await raiseAlarm(house, { kind: 'held', about, level: 'grave', facts: { newsletter: newsletter.name, obstacle } })
  return true
}

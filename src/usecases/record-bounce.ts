import { readAddress } from '../domain/address.ts'
import { softLimit, weightOf, type BouncedMessage, type BounceReport, type BounceVerdict } from '../domain/bounce.ts'
import { addressHash, type SuppressionReason } from '../domain/suppression.ts'
import type { Bounced, NewBounce } from '../store/bounces.ts'
import type { Transaction } from '../store/store.ts'
import type { House } from './house.ts'

/** Anybody can write mail that proves nothing: more of it in a day is not kept. */
const mostNotes = 500

const daysAgo = ({ clock }: House, days: number): Date => new Date(clock.now().getTime() - days * 86_400_000)

/**
 * Writes down what came back about a message and draws the consequence, in one transaction: a hard bounce or a complaint
 * suppresses the address at once, soft ones after five issues in a row. A report that proves nothing, or is about somebody
 * who is not known any more, is only noted. A second report of the same `eventId` changes nothing.
 */
export const recordBounce = (house: House, report: BounceReport): Promise<BounceVerdict> =>
  house.store.transaction(async (store) => {
    if (report.about === null && (await store.bounces.unproven(daysAgo(house, 1))) >= mostNotes) return 'noted'
    const whom = report.about && (await whomIn(store, report.about, house.store.addressPepper))
    const weight = whom === null ? 'none' : weightOf(report)
    const id = await store.bounces.add({
      ...rowOf(report, whom),
      kind: report.kind === 'hard' && weight !== 'hard' && whom !== null ? 'soft' : report.kind,
      verdict: weight === 'none' ? 'noted' : 'counted',
    })
    if (id === null) return 'repeated'
    if (whom === null || weight === 'none') return 'noted'
    const sentence = await sentenceOn(house, store, { report, whom, weight })
    if (sentence === null) return 'counted'
    await store.suppressions.add({ ...whom, ...sentence, at: house.clock.now() })
    await store.bounces.judge(id, 'suppressed')
    return 'suppressed'
  })

const whomIn = (store: Transaction, about: BouncedMessage, pepper: Buffer): Promise<Bounced | null> => {
  if ('subscriptionId' in about) return store.bounces.whom(about)
  const address = readAddress(about.address)
  return typeof address === 'string'
    ? Promise.resolve(null)
    : store.bounces.whom({ addressHash: addressHash(pepper, address.key) })
}

/** An address in words about somebody who is not known, or was erased, would never be erased again. */
const rowOf = (report: BounceReport, whom: Bounced | null): Omit<NewBounce, 'kind' | 'verdict'> => ({
  road: report.road,
  issueId: report.about !== null && 'issueId' in report.about ? report.about.issueId : null,
  subscriptionId: report.about !== null && 'subscriptionId' in report.about ? report.about.subscriptionId : null,
  addressHash: whom?.addressHash ?? null,
  status: report.status,
  diagnostic: (whom === null ? report.diagnostic.replaceAll(/\S+@\S+/g, '…') : report.diagnostic).slice(0, 500),
  eventId: report.eventId,
  at: report.at,
})

interface Sentence {
  readonly reason: SuppressionReason
  /** For admins to read. */
  readonly note: string
}

/** Why the address is given up; null when it is not. */
const sentenceOn = async (
  house: House,
  store: Transaction,
  { report, whom, weight }: { report: BounceReport; whom: Bounced; weight: 'complaint' | 'hard' | 'soft' },
): Promise<Sentence | null> => {
  const said = [report.status, report.diagnostic].filter(Boolean).join(' ').slice(0, 400)
  if (weight === 'complaint') return { reason: 'complaint', note: said || `Complaint by ${report.road}` }
  if (weight === 'hard') return { reason: 'hard_bounce', note: said }
  const inRow = await store.bounces.issuesInRow(whom.addressHash, daysAgo(house, softLimit.days))
  return inRow < softLimit.issues
    ? null
    : { reason: 'hard_bounce', note: `${inRow} issues in a row came back: ${said}` }
}

import { hash } from 'node:crypto'
import {
  causeOf,
  evidenceOf,
  kindOfStatus,
  type BouncedMessage,
  type BounceReport,
  type BounceVerdict,
} from '../domain/bounce.ts'
import { Refused } from '../domain/refusal.ts'
import type { ReturnedMail, ReturnReason, ReturnTrace } from '../mail/returned/reading.ts'
import type { House } from './house.ts'
import { provenBy } from './prove-return.ts'
import { recordBounce } from './record-bounce.ts'
import { unsubscribe } from './unsubscribe.ts'

/** A mail that came to our return path. */
export interface ReturnedRaw {
  readonly raw: Uint8Array
  /** To which addresses it was handed in; none where the road does not tell. */
  readonly envelopeTo: readonly string[]
  /** Who handed it in: empty for the null sender, null when nobody knows. */
  readonly envelopeFrom: string | null
}

/** What was made of a mail that came back. */
export type ReturnVerdict =
  | { readonly kind: 'bounce' | 'complaint'; readonly verdict: BounceVerdict }
  | { readonly kind: 'unsubscribed' }
  | { readonly kind: 'ignored'; readonly why: string }

/**
 * Reads a mail that came to the return path and does what it asks for: a bounce or a complaint is recorded, a mail that
 * unsubscribes ends the subscription, everything else is nobody's matter. What nothing proves to be about a message of ours
 * is only noted, so that forged mail suppresses nobody. Harmless twice. Rejects only where the database is away.
 */
export const readReturnedMail = async (
  house: House,
  { raw, envelopeTo, envelopeFrom }: ReturnedRaw,
): Promise<ReturnVerdict> => {
  const mail = await house.readReturned(raw, { from: envelopeFrom, to: envelopeTo })
  switch (mail.kind) {
    case 'nothing':
      return { kind: 'ignored', why: mail.why }
    case 'unsubscribe':
      return unsubscribeByMail(house, mail.token)
    case 'complaint':
    case 'failure': {
      const about = await provenBy(house, mail.trace)
      const report = { ...said(mail), about, at: house.clock.now(), eventId: eventOf(mail, about, raw) }
      return { kind: mail.kind === 'failure' ? 'bounce' : mail.kind, verdict: await recordBounce(house, report) }
    }
  }
}

const unsubscribeByMail = async (house: House, token: string): Promise<ReturnVerdict> => {
  try {
    await unsubscribe(house, token, { page: 'mail', ip: '', userAgent: '' })
    return { kind: 'unsubscribed' }
  } catch (error) {
    if (error instanceof Refused) return { kind: 'ignored', why: error.refusal.kind }
    throw error
  }
}

type Notice = Extract<ReturnedMail, { trace: ReturnTrace }>

const said = (mail: Notice): Pick<BounceReport, 'kind' | 'road' | 'status' | 'diagnostic' | 'isDelay'> =>
  mail.kind === 'complaint'
    ? { kind: 'complaint', road: 'arf', status: null, diagnostic: `Feedback-Type: ${mail.type}` }
    : { road: 'dsn', isDelay: mail.isDelay, ...mildest(mail.reasons) }

/** Of several recipients to whom somebody passed the message on, one that can still be reached keeps the address alive. */
const mildest = (reasons: readonly ReturnReason[]): Pick<BounceReport, 'kind' | 'status' | 'diagnostic'> => {
  const found = reasons.map(({ status, diagnostic }) => evidenceOf(status, diagnostic))
  const evidence = found.find((each) => causeOf(each) !== 'address') ?? found[0]
  if (evidence === undefined) return { kind: 'soft', status: null, diagnostic: '' }
  const { status, code, text } = evidence
  return { kind: kindOfStatus(status, code, text), status, diagnostic: text }
}

/** The same notice about the same message is one event, however often and by whichever road it comes. */
const eventOf = (mail: Notice, about: BouncedMessage | null, raw: Uint8Array): string =>
  `mail:${hash('sha256', JSON.stringify([mail.kind, about, mail.trace.noticeId ?? hash('sha256', raw)]))}`

import { meaningOf } from './bounce-words.ts'
import { verdictOf } from './smtp-status.ts'

/** `hard`: that address will never take mail; `soft`: not now; `complaint`: its reader called the mail spam. */
export const bounceKinds = ['hard', 'soft', 'complaint'] as const
export type BounceKind = (typeof bounceKinds)[number]

/** By which road the news of a message came back: the relay's own refusal, a mail to the return path, or a provider's webhook. */
export const bounceRoads = ['relay', 'dsn', 'arf', 'ses', 'postmark', 'sendgrid', 'mailgun'] as const
export type BounceRoad = (typeof bounceRoads)[number]

/** Which message a bounce is about, as far as something proves it. */
export type BouncedMessage =
  /** By our own signed return path or Message-ID; without an issue it was a single mail. */
  | { readonly issueId: string | null; readonly subscriptionId: string }
  /** By a signed notice of the provider that carried it, which names the reader only. */
  | { readonly address: string }

/** What came back about one message to one reader. */
export interface BounceReport {
  readonly kind: BounceKind
  readonly road: BounceRoad
  /** Null where nothing proves it: such a report is noted and suppresses nobody. */
  readonly about: BouncedMessage | null
  /** Enhanced status code (RFC 3463), such as 5.1.1. */
  readonly status: string | null
  /** What the receiver said, one line, at most 500 characters. */
  readonly diagnostic: string
  /** The receiver still tries: such a report is only noted. */
  readonly isDelay?: boolean
  /** The provider's own name for the event; a second one of the same name counts for nothing. */
  readonly eventId: string | null
  readonly at: Date
}

/** What was made of a report: the address suppressed, the bounce counted against it, or only noted. */
export type BounceVerdict = 'suppressed' | 'counted' | 'noted' | 'repeated'

/** What a receiver gave as its reason for refusing. */
export interface RefusalEvidence {
  /** Enhanced status code (RFC 3463), such as 5.1.1. */
  readonly status: string | null
  /** SMTP reply code, such as 550. */
  readonly code: number | null
  readonly text: string
}

/** What a notice gives as its reason, in a field of its own and in what a server said, which may know better or worse. */
export const evidenceOf = (status: string | null, diagnostic: string): RefusalEvidence => {
  const said = verdictOf({ code: null, reply: diagnostic })
  const isSpecific = said.status !== null && !open.test(said.status) && !said.status.endsWith('.0.0')
  return { status: isSpecific ? said.status : (status ?? said.status), code: said.code, text: diagnostic }
}

/**
 * Whose matter a refusal is: the `address` will never take mail; its `mailbox` or host does not now; or it is about us, our
 * server or this message (`sender`), which says nothing of the reader.
 */
export type BounceCause = 'address' | 'mailbox' | 'sender'

/** Codes that say the address itself is bad; 5.1.2 says so of its domain, 5.1.10 that the domain takes no mail (RFC 7505). */
const ofAddress = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1)$/
/** Security, policy, protocol, content, size, and the sender's own address. */
const ofSender = /^[45]\.(?:[567]\.\d+|1\.[789]|2\.3|3\.4)$/
/** Codes that receivers give for all sorts of reasons: what they say beside it decides. Outlook.com's 5.5.0 is an unknown user. */
const open = /^5\.(?:[0-3]\.0|5\.0)$/

const causeByWords = ({ code, text }: RefusalEvidence): BounceCause => {
  const meaning = meaningOf(text) ?? 'mailbox'
  return meaning === 'address' && code !== null && code < 500 ? 'mailbox' : meaning
}

/**
 * Whose matter a refusal is, by its code and, where that leaves it open, by its words. In doubt never the address: a reader
 * who is mailed once too often is a smaller harm than one who is never mailed again.
 */
export const causeOf = (evidence: RefusalEvidence): BounceCause => {
  const { status, code } = evidence
  if (status === null || open.test(status)) return causeByWords(evidence)
  if (ofSender.test(status)) return 'sender'
  if (!ofAddress.test(status) || (code !== null && code < 500)) return 'mailbox'
  const meaning = meaningOf(evidence.text)
  return meaning === 'sender' || meaning === 'mailbox' ? meaning : 'address'
}

/** `hard` only where the address itself is at fault; a full mailbox, a block, a policy, a dead host are `soft`. */
export const kindOfStatus = (
  status: string | null,
  code: number | null,
  text: string,
): Exclude<BounceKind, 'complaint'> => (causeOf({ status, code, text }) === 'address' ? 'hard' : 'soft')

/** How many issues in a row have to come back softly until their address is given up, and in how many days. */
export const softLimit = { issues: 5, days: 30 } as const

/** What a report means: whom it is held against and how much. */
export type BounceWeight = 'complaint' | 'hard' | 'soft' | 'none'

/** Roads on which somebody else has judged already, with more to go by than a code. */
const judged: ReadonlySet<BounceRoad> = new Set(['ses', 'postmark', 'sendgrid', 'mailgun'])

/**
 * What a report counts for. A `hard` one counts as such where its own code or words say so, or where a provider does and they
 * say nothing; a soft one only where the mailbox is at fault, because a relay that is blocked must not cost us our readers.
 */
export const weightOf = ({ kind, road, status, diagnostic: text, isDelay }: BounceReport): BounceWeight => {
  if (isDelay === true) return 'none'
  if (kind === 'complaint') return 'complaint'
  const cause = causeOf({ status, code: null, text })
  if (cause === 'sender') return 'none'
  if (kind === 'soft') return 'soft'
  const isUnsaid = (status === null || open.test(status)) && meaningOf(text) === null
  return cause === 'address' || (isUnsaid && judged.has(road)) ? 'hard' : 'soft'
}

import { reasonFromText } from './smtp-words.ts'

/** What a refusal was about, as far as code, enhanced code and words tell. */
export const refusalReasons = [
  'mailbox_unknown',
  'mailbox_disabled',
  'mailbox_full',
  'domain_unknown',
  'greylisted',
  'rate_limited',
  'unreachable',
  'blocked',
  'content',
  'too_large',
  'relay',
  'unknown',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** Whose matter a refusal is: only what is the reader's may count against the reader's address. */
export type RefusalMatter = 'reader' | 'destination' | 'sender' | 'message' | 'relay' | 'unknown'

/** A refusal as it was heard on the wire, or as a delivery status notification (RFC 3464) reports it. */
export interface SmtpReply {
  /** The basic code (RFC 5321), null where none was given; it then counts if the words begin with one. */
  readonly code: number | null
  readonly reply: string
  /** An enhanced code (RFC 3463) told apart from the words, as a notification does. */
  readonly status?: string | null
  /** How far the message had come. What is refused before a recipient was named is the relay's matter. */
  readonly phase?: string
  /** Why we refused it ourselves, or `relay`. */
  readonly reason?: string
}

export interface SmtpVerdict {
  readonly permanent: boolean
  readonly reason: RefusalReason
  readonly matter: RefusalMatter
  readonly code: number | null
  /** Enhanced code such as `5.1.1`, null where none was given. */
  readonly status: string | null
}

const matters: Readonly<Record<RefusalReason, RefusalMatter>> = {
  mailbox_unknown: 'reader',
  mailbox_disabled: 'reader',
  mailbox_full: 'reader',
  domain_unknown: 'reader',
  greylisted: 'reader',
  rate_limited: 'destination',
  unreachable: 'destination',
  blocked: 'sender',
  content: 'message',
  too_large: 'message',
  relay: 'relay',
  unknown: 'unknown',
}

/** Subject and detail of the registry (RFC 5248) whose meaning does not hang on the words beside them. */
const clear: Readonly<Record<string, RefusalReason>> = {
  '1.1': 'mailbox_unknown',
  '1.2': 'domain_unknown',
  '1.3': 'mailbox_unknown',
  '1.4': 'mailbox_unknown',
  '1.6': 'mailbox_unknown',
  '1.7': 'blocked',
  '1.8': 'blocked',
  '1.10': 'domain_unknown',
  '2.1': 'mailbox_disabled',
  '2.2': 'mailbox_full',
  '2.3': 'too_large',
  '3.4': 'too_large',
  '5.3': 'rate_limited',
  '7.8': 'relay',
  '7.10': 'relay',
  '7.11': 'relay',
  '7.12': 'relay',
  '7.13': 'relay',
  '7.14': 'relay',
  '7.16': 'too_large',
  '7.17': 'mailbox_unknown',
  '7.18': 'domain_unknown',
  '7.28': 'rate_limited',
}

/** What the subject alone says, where neither the detail nor the words say more. */
const bySubject: Readonly<Record<string, RefusalReason>> = {
  '1': 'mailbox_unknown',
  '3': 'unreachable',
  '4': 'unreachable',
  '5': 'relay',
  '6': 'content',
}

const byCode: Readonly<Record<number, RefusalReason>> = {
  421: 'unreachable',
  452: 'unreachable',
  521: 'domain_unknown',
  551: 'mailbox_unknown',
  556: 'domain_unknown',
}
const relayCodes: ReadonlySet<number> = new Set([432, 454, 455, 500, 501, 502, 503, 504, 530, 534, 535, 538, 555])

/** The first enhanced code that stands where one belongs: an address such as 5.1.1.9 or a version is none. */
const statusIn = (reply: string): string | null =>
  /(?:^(?:smtp; ?)?|[45]\d\d[ -]|#)[#(]*([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)/i.exec(reply)?.[1] ?? null

const codeIn = (reply: string): number | null => {
  const code = /^(?:smtp; ?)?([45]\d\d)(?:[ -]|$)/i.exec(reply)?.[1]
  return code === undefined ? null : Number(code)
}

/** Authentication of the sender (7.20 to 7.27) is the sender's matter for ever, other policy answers 4xx to what comes too fast. */
const fromPolicy = (detail: number, permanent: boolean): RefusalReason =>
  permanent || (detail >= 20 && detail <= 30) ? 'blocked' : 'rate_limited'

const reasonFrom = (status: string | null, code: number | null, permanent: boolean): RefusalReason => {
  if (code !== null && relayCodes.has(code)) return 'relay'
  const [, subject = '', detail = ''] = status?.split('.') ?? []
  if (subject === '7') return fromPolicy(Number(detail), permanent)
  // 5.0.0, 5.2.0 and 5.5.0 are what receivers say who did not choose a code: there the basic one knows more.
  const bySubjectAlone = subject === '5' && detail === '0' ? undefined : bySubject[subject]
  return bySubjectAlone ?? byCode[code ?? 0] ?? 'unknown'
}

const reasonOf = (heard: SmtpReply, code: number | null, status: string | null, permanent: boolean): RefusalReason => {
  if (heard.reason === 'message_too_large') return 'too_large'
  if (heard.reason === 'address_not_supported') return 'relay'
  const known = clear[status?.slice(2) ?? '']
  if (heard.phase === 'connection' || heard.phase === 'mail') return known === 'too_large' ? known : 'relay'
  if (code === null && status === null && heard.phase !== undefined) return 'relay'
  const said = reasonFromText(heard.reply, permanent)
  if (said === 'greylisted') return said
  return known ?? said ?? reasonFrom(status, code, permanent)
}

/** Understands a refusal: whether it is for good, what it is about, and whose matter it is. Never throws. */
export const verdictOf = (heard: SmtpReply): SmtpVerdict => {
  const code = heard.code ?? codeIn(heard.reply)
  const given = /^[45]\.\d{1,3}\.\d{1,3}$/.test(heard.status ?? '') ? (heard.status ?? null) : null
  const status = given ?? statusIn(heard.reply)
  // The basic code decides (RFC 3463 section 2): an enhanced one of another class is a slip of the receiver.
  const permanent = code === null ? (status?.startsWith('5') ?? heard.reason !== undefined) : code >= 500
  const reason = reasonOf(heard, code, status, permanent)
  return { permanent, reason, matter: matters[reason], code, status }
}

/** How far a message had come: `connection` before anything was said, `body` after the relay said go on, `after_dot` once the final dot may be out. */
export type Phase = 'connection' | 'mail' | 'rcpt' | 'data' | 'body' | 'after_dot'

/** Why nobody knows whether the relay took a message. */
export type Doubt = 'connection_lost' | 'no_reply' | 'unintelligible_reply'

/** Who refused: the relay by its reply, or we because it cannot carry that address (RFC 6531) or size (RFC 1870). */
export type RefusedBecause = 'relay' | 'address_not_supported' | 'message_too_large'

/** What became of one message. `code` is the relay's, null when it gave none; replies are one line, shortened. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly reply: string }
  /** Definitely not taken now; another attempt cannot make a second copy. */
  | { readonly kind: 'deferred'; readonly code: number | null; readonly reply: string; readonly phase: Phase }
  | {
      readonly kind: 'refused'
      readonly reason: RefusedBecause
      readonly code: number | null
      readonly reply: string
      readonly phase: Phase
    }
  /** The relay may have taken it. Never sent again by the machine. */
  | { readonly kind: 'uncertain'; readonly why: Doubt; readonly reply: string; readonly phase: Phase }

/** What was seen on the wire during one message. */
export interface Seen {
  /** Complete replies in order: to MAIL, RCPT, DATA and the dot. */
  readonly replies: readonly string[]
  /** Set before the final dot can have left, never after. */
  readonly dotMayBeOut: boolean
}

/** How the exchange ended, when not by a good reply. Error codes are Nodemailer's. */
export interface Failure {
  readonly code?: string | undefined
  readonly message: string
}

const beforeTheDot = ['mail', 'rcpt', 'data', 'body'] as const
const wanted = ['2', '2', '3', '2'] as const

const codeOf = (reply: string): number | null => {
  const code = /^([2-5]\d\d)(?:[ -]|$)/.exec(reply)
  return code ? Number(code[1]) : null
}

const isWanted = (reply: string, step: number): boolean => codeOf(reply)?.toString()[0] === wanted[step]

const oneLine = (reply: string): string =>
  reply
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500)

const definite = (code: number, said: string, phase: Phase): Outcome => {
  const reply = oneLine(said)
  return code < 500
    ? { kind: 'deferred', code, reply, phase }
    : { kind: 'refused', reason: 'relay', code, reply, phase }
}

const afterTheDot = (seen: Seen, failure: Failure | null): Outcome => {
  const reply = seen.replies[3] ?? ''
  const code = codeOf(reply)
  const inStep = seen.replies.length === 4 && seen.replies.slice(0, 3).every(isWanted)
  if (inStep && failure === null && isWanted(reply, 3)) return { kind: 'accepted', reply: oneLine(reply) }
  // Only EMESSAGE means that the reply came whole; a line cut off in the middle is no answer.
  if (inStep && failure?.code === 'EMESSAGE' && code !== null && code >= 400) return definite(code, reply, 'after_dot')
  const why = failure?.code === 'ETIMEDOUT' ? 'no_reply' : reply === '' ? 'connection_lost' : 'unintelligible_reply'
  return { kind: 'uncertain', why, reply: oneLine(reply || (failure?.message ?? '')), phase: 'after_dot' }
}

/**
 * Decides what became of a message from what was seen on the wire. An error alone cannot: it is the same for a cut at
 * RCPT and a cut behind the dot.
 */
export const classify = (seen: Seen, failure: Failure | null): Outcome => {
  if (seen.dotMayBeOut) return afterTheDot(seen, failure)
  const at = seen.replies.findIndex((reply, step) => !isWanted(reply, step))
  const reply = seen.replies[at] ?? ''
  const phase = beforeTheDot[at < 0 ? seen.replies.length : at] ?? 'body'
  const code = codeOf(reply)
  if (code !== null && code >= 400) return definite(code, reply, phase)
  // A relay that says yes to a message we have not finished is not answering us.
  if (failure === null) return { kind: 'uncertain', why: 'unintelligible_reply', reply: oneLine(reply), phase }
  return { kind: 'deferred', code: null, reply: oneLine(reply || failure.message), phase }
}

/** Whether relay and we are still in step after an outcome, so that the connection may carry another message. */
export const staysInStep = (outcome: Outcome, failure: Failure | null): boolean => {
  if (outcome.kind === 'accepted') return true
  if (outcome.kind === 'uncertain' || outcome.code === null || outcome.code === 421) return false
  return outcome.phase !== 'body' && (failure?.code === 'EENVELOPE' || failure?.code === 'EMESSAGE')
}

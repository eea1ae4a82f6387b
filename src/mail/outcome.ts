import type { Answer } from './smtp-replies.ts'

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

const oneLine = (reply: string): string =>
  reply
    .slice(0, 2000)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500)

/** Commands in the wrong order, authentication or TLS missing: a refusal of us, for which no reader has to answer. */
const refusesUs = new Set([503, 530, 538])

const definite = (code: number, said: string, phase: Phase): Outcome => {
  const reply = oneLine(said)
  if (refusesUs.has(code)) return { kind: 'deferred', code: null, reply, phase }
  return code < 500
    ? { kind: 'deferred', code, reply, phase }
    : { kind: 'refused', reason: 'relay', code, reply, phase }
}

/**
 * What became of a message whose final dot was never written, from the answer that stopped it. The relay cannot have
 * taken it, whatever it says or leaves unsaid (RFC 5321, 4.1.1.4).
 */
export const notTaken = ({ code, text }: Answer, phase: Phase): Outcome =>
  code !== null && code >= 400
    ? definite(code, text, phase)
    : { kind: 'deferred', code: null, reply: oneLine(text), phase }

/** What became of a message whose final dot may be out, from the answer to it: only a whole reply makes it definite. */
export const afterTheDot = ({ code, text, doubt }: Answer): Outcome => {
  if (code !== null && code < 300) return { kind: 'accepted', reply: oneLine(text) }
  if (code !== null && code >= 400) return definite(code, text, 'after_dot')
  return { kind: 'uncertain', why: doubt ?? 'unintelligible_reply', reply: oneLine(text), phase: 'after_dot' }
}

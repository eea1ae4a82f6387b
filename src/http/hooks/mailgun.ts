import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { BounceKind } from '../../domain/bounce.ts'
import {
  diagnosticOf,
  eventName,
  Forged,
  happenedAt,
  nothingNew,
  parsedJson,
  requireFresh,
  sameSecret,
  secondsOf,
  shaped,
  statusOf,
  type Hook,
} from './hook.ts'

const signature = z.object({
  timestamp: z.union([z.string(), z.number().int().transform(String)]),
  token: z.string().min(20).max(100),
  signature: z.string().max(200),
  /** On calls for a subaccount: the same, made with the key of the account above it. */
  'parent-signature': z.string().max(200).optional(),
})

const event = z.object({
  event: z.string(),
  id: eventName.optional(),
  timestamp: z.number().optional(),
  severity: z.string().optional(),
  reason: z.string().optional(),
  recipient: z.string().max(1000).optional(),
  envelope: z.object({ sender: z.string().optional() }).optional(),
  message: z.object({ headers: z.object({ 'message-id': z.string().optional() }).optional() }).optional(),
  'delivery-status': z
    .object({
      code: z.union([z.number(), z.string()]).optional(),
      'enhanced-code': z.string().optional(),
      message: z.string().optional(),
      description: z.string().optional(),
    })
    .optional(),
})

type MailgunEvent = z.output<typeof event>

/**
 * Failures and complaints as Mailgun posts them. Its signature (HMAC-SHA256) covers the time and a token, not the event:
 * the token may be used once.
 */
export const createMailgunHook =
  (key: string): Hook =>
  ({ body, now }) => {
    const sent = parsedJson(body.toString('utf8'))
    const { signature: proof } = shaped(z.object({ signature }), sent)
    const genuine = createHmac('sha256', key).update(`${proof.timestamp}${proof.token}`).digest('hex')
    const isSigned = [proof.signature, proof['parent-signature'] ?? ''].some((given) =>
      sameSecret(given.toLowerCase(), genuine),
    )
    if (!isSigned) throw new Forged('wrong signature')
    requireFresh(secondsOf(proof.timestamp), now)
    const { 'event-data': told } = shaped(z.object({ 'event-data': event }), sent)
    const kind = kindOf(told)
    if (kind === null) return nothingNew
    const { code, message, description, 'enhanced-code': status } = told['delivery-status'] ?? {}
    const news = {
      kind,
      road: 'mailgun',
      address: told.reason === 'suppress-unsubscribe' ? null : (told.recipient ?? null),
      messageId: told.message?.headers?.['message-id'] ?? null,
      returnPath: told.envelope?.sender ?? null,
      status: statusOf(status, message ?? ''),
      diagnostic: diagnosticOf(told.reason, [code, message || description].filter(Boolean).join(' ')),
      // Its own ids are unique for a day only.
      eventId: `mailgun:${told.id ?? proof.token}:${Math.trunc(told.timestamp ?? 0)}`,
      at: happenedAt(new Date((told.timestamp ?? 0) * 1000), now),
    } as const
    return { events: [news], token: `mailgun:${proof.token}` }
  }

/** Of a temporary failure nothing is to be learnt yet: Mailgun goes on trying, and says so when it gives up. */
const kindOf = ({ event: name, severity, reason }: MailgunEvent): BounceKind | null => {
  if (name === 'complained' || (name === 'failed' && reason === 'suppress-complaint')) return 'complaint'
  if (name !== 'failed' || severity === 'temporary') return null
  return reason === 'old' || reason === 'suppress-unsubscribe' ? 'soft' : 'hard'
}

import { createHash, createPublicKey, verify } from 'node:crypto'
import { z } from 'zod'
import type { BounceKind } from '../../domain/bounce.ts'
import type { ProviderEvent } from '../../usecases/take-in-bounces.ts'
import {
  diagnosticOf,
  eventName,
  Forged,
  happenedAt,
  parsedJson,
  requireFresh,
  secondsOf,
  shaped,
  statusOf,
  type Hook,
} from './hook.ts'

const event = z.object({
  event: z.string(),
  email: z.string().max(1000).optional(),
  timestamp: z.number().optional(),
  sg_event_id: eventName.optional(),
  'smtp-id': z.string().optional(),
  type: z.string().optional(),
  reason: z.string().optional(),
  status: z.string().optional(),
})

type SendGridEvent = z.output<typeof event>

/** Why a mail was dropped by SendGrid itself, where that is the reader's matter. */
const drops: Readonly<Record<string, BounceKind>> = {
  'bounced address': 'hard',
  invalid: 'hard',
  'spam reporting address': 'complaint',
}

/** Events as SendGrid posts them, signed with ECDSA over time and raw body. `key` is the base64 of an SPKI in DER. */
export const createSendGridHook = (key: string): Hook => {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
  return ({ header, body, now }) => {
    const timestamp = header('x-twilio-email-event-webhook-timestamp')
    const signature = Buffer.from(header('x-twilio-email-event-webhook-signature') ?? '', 'base64')
    const at = secondsOf(timestamp)
    const signed = Buffer.concat([Buffer.from(timestamp ?? ''), body])
    if (!verify('sha256', signed, publicKey, signature)) throw new Forged('wrong signature')
    requireFresh(at, now)
    const told = shaped(z.array(event), parsedJson(body.toString('utf8')))
    const sent = createHash('sha256').update(signed).digest('hex')
    return {
      events: told.flatMap((one, place) => readEvent(one, one.sg_event_id ?? `${sent}:${place}`, now)),
      token: null,
    }
  }
}

/** A deferral is no news yet: SendGrid goes on trying for three days, and says so when it gives up. */
const readEvent = (told: SendGridEvent, id: string, now: Date): ProviderEvent[] => {
  const reason = told.reason ?? ''
  const drop = drops[reason.toLowerCase()]
  const kind = kindOf(told, drop)
  if (kind === null) return []
  return [
    {
      kind,
      road: 'sendgrid',
      address: told.event === 'dropped' && drop === undefined ? null : (told.email ?? null),
      messageId: told['smtp-id'] ?? null,
      returnPath: null,
      status: statusOf(told.status, reason),
      diagnostic: diagnosticOf(told.event === 'dropped' ? 'dropped' : told.type, reason),
      eventId: `sendgrid:${id}`,
      at: happenedAt(new Date((told.timestamp ?? 0) * 1000), now),
    },
  ]
}

const kindOf = ({ event: name, type }: SendGridEvent, drop: BounceKind | undefined): BounceKind | null => {
  if (name === 'spamreport') return 'complaint'
  if (name === 'dropped') return drop ?? 'soft'
  if (name !== 'bounce') return null
  // `blocked` is about this mail or its sender; SendGrid would try the address again, and so may we.
  return type === 'blocked' || type === 'expired' ? 'soft' : 'hard'
}

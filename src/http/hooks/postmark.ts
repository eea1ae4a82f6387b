import { z } from 'zod'
import type { BounceKind } from '../../domain/bounce.ts'
import {
  diagnosticOf,
  Forged,
  happenedAt,
  nothingNew,
  parsedJson,
  sameSecret,
  shaped,
  statusOf,
  type Hook,
  type HookCall,
} from './hook.ts'

const record = z.object({
  RecordType: z.string().optional(),
  Type: z.string().optional(),
})

const bounce = z.object({
  ID: z.union([z.number().int(), z.string().regex(/^\d{1,20}$/)]),
  Type: z.string(),
  Email: z.string().max(1000),
  Description: z.string().optional(),
  Details: z.string().optional(),
  BouncedAt: z.coerce.date().optional(),
})

/** Postmark's names for what came back. Those that are missing here, such as automatic answers, are no bounces. */
const kinds: Readonly<Record<string, BounceKind>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  ManuallyDeactivated: 'hard',
  SoftBounce: 'soft',
  DnsError: 'soft',
  SpamNotification: 'soft',
  Blocked: 'soft',
  Unknown: 'soft',
  VirusNotification: 'soft',
  DMARCPolicy: 'soft',
  SMTPApiError: 'soft',
  SpamComplaint: 'complaint',
}

/** What lies with the sender: it is noted, and costs no reader anything. */
const ours = new Set(['Blocked', 'SpamNotification', 'VirusNotification', 'DMARCPolicy', 'SMTPApiError'])

/** Bounces and complaints as Postmark posts them, proven by the name and password (`user:password`) in its address. */
export const createPostmarkHook =
  (credentials: string): Hook =>
  (call) => {
    requireCredentials(call, credentials)
    const sent = parsedJson(call.body.toString('utf8'))
    const { RecordType = 'Bounce', Type = '' } = shaped(record, sent)
    const kind = Object.hasOwn(kinds, Type) ? kinds[Type] : undefined
    if (!['Bounce', 'SpamComplaint'].includes(RecordType) || kind === undefined) return nothingNew
    const { ID, Email, Description, Details, BouncedAt } = shaped(bounce, sent)
    const event = {
      kind,
      road: 'postmark',
      address: ours.has(Type) ? null : Email,
      // Postmark gives the mail an id of its own.
      messageId: null,
      returnPath: null,
      status: statusOf(undefined, Details ?? ''),
      diagnostic: diagnosticOf(Type, Details || Description),
      eventId: `postmark:${ID}`,
      at: happenedAt(BouncedAt ?? call.now, call.now),
    } as const
    return { events: [event], token: null }
  }

/** HTTP basic authentication (RFC 7617). */
const requireCredentials = (call: HookCall, credentials: string): void => {
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(call.header('authorization') ?? '') ?? []
  if (encoded === undefined) throw new Forged('no credentials')
  if (!sameSecret(Buffer.from(encoded, 'base64').toString('utf8'), credentials)) throw new Forged('wrong credentials')
}

import { z } from 'zod'
import type { BounceKind } from '../../domain/bounce.ts'
import type { ProviderEvent } from '../../usecases/take-in-bounces.ts'
import { diagnosticOf, eventName, happenedAt, nothingNew, parsedJson, shaped, statusOf, type Hook } from './hook.ts'
import { confirmSubscription, createSnsReader, type Ask } from './sns.ts'

const mail = z.object({
  source: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
})

const bounce = z.object({
  bounceType: z.string(),
  bounceSubType: z.string().optional(),
  bouncedRecipients: z
    .array(
      z.object({
        emailAddress: z.string().max(1000),
        status: z.string().optional(),
        diagnosticCode: z.string().optional(),
      }),
    )
    .max(1000),
  timestamp: z.coerce.date().optional(),
  feedbackId: eventName.optional(),
})

const complaint = z.object({
  complainedRecipients: z.array(z.object({ emailAddress: z.string().max(1000) })).max(1000),
  complaintFeedbackType: z.string().nullish(),
  timestamp: z.coerce.date().optional(),
  feedbackId: eventName.optional(),
})

/** Two formats that differ in the first member's name: notifications of an identity, and events of a configuration set. */
const told = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: mail.default({}),
  bounce: bounce.optional(),
  complaint: complaint.optional(),
})

type Told = z.output<typeof told>
type Bounce = z.output<typeof bounce>

interface Circumstances {
  readonly messageId: string
  readonly now: Date
}

/** Bounces and complaints of Amazon SES, as its topics of SNS post them. A subscription to one of these topics is confirmed. */
export const createSesHook = (topics: readonly string[], ask: Ask): Hook => {
  const read = createSnsReader(topics, ask)
  return async ({ body, now }) => {
    const message = await read(body, now)
    if (message.Type === 'SubscriptionConfirmation') await confirmSubscription(message, ask)
    // Topics carry other messages too, such as the sentence by which SES says hello.
    if (message.Type !== 'Notification' || !message.Message.startsWith('{')) return nothingNew
    const news = shaped(told, parsedJson(message.Message))
    return { events: eventsOf(news, { messageId: message.MessageId, now }), token: null }
  }
}

const eventsOf = (news: Told, circumstances: Circumstances): ProviderEvent[] => {
  const type = news.eventType ?? news.notificationType
  if (type === 'Bounce' && news.bounce) return bounces(news, news.bounce, circumstances)
  if (type === 'Complaint' && news.complaint) return complaints(news, news.complaint, circumstances)
  return []
}

const bounces = (news: Told, returned: Bounce, circumstances: Circumstances): ProviderEvent[] => {
  const { bounceType, bounceSubType, bouncedRecipients } = returned
  const kind: BounceKind = bounceType === 'Permanent' ? 'hard' : 'soft'
  return bouncedRecipients.flatMap(({ emailAddress, status, diagnosticCode = '' }, place) => {
    // An absence note comes as a passing bounce as well; a receiver that refused has said why.
    const isAnAnswer = bounceType === 'Transient' && bounceSubType === 'General' && !status && !diagnosticCode
    if (isAnAnswer) return []
    return [
      {
        ...commonOf(news, returned, place, circumstances),
        kind,
        address: emailAddress,
        status: statusOf(status, diagnosticCode),
        diagnostic: diagnosticOf([bounceType, bounceSubType].filter(Boolean).join('/'), diagnosticCode),
      },
    ]
  })
}

/** `not-spam` says the contrary, and `auth-failure` (RFC 6591) is about signatures: no reader complains there. */
const complaints = (news: Told, made: z.output<typeof complaint>, circumstances: Circumstances): ProviderEvent[] => {
  const type = made.complaintFeedbackType ?? ''
  if (type === 'not-spam' || type === 'auth-failure') return []
  return made.complainedRecipients.map(({ emailAddress }, place) => ({
    ...commonOf(news, made, place, circumstances),
    kind: 'complaint',
    address: emailAddress,
    status: null,
    diagnostic: diagnosticOf('Complaint', type),
  }))
}

const commonOf = (
  { mail: { source, headers = [] } }: Told,
  { feedbackId, timestamp }: { readonly feedbackId?: string | undefined; readonly timestamp?: Date | undefined },
  place: number,
  { messageId, now }: Circumstances,
) => ({
  road: 'ses' as const,
  // SES gives the mail a new Message-ID; ours stands among the headers, where the topic is set to send them.
  messageId: headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? null,
  returnPath: source ?? null,
  // The same whichever format, and however often, it comes.
  eventId: `ses:${feedbackId ?? messageId}:${place}`,
  at: happenedAt(timestamp ?? now, now),
})

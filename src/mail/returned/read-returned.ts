import { isAutoReply } from './auto-reply.ts'
import { readDeliveryReport } from './delivery-report.ts'
import { readFailureText } from './failure-text.ts'
import { addressIn, readFields, type Fields } from './fields.ts'
import { openMail, type OpenedMail } from './open-mail.ts'
import type { ReturnedMail, ReturnReason, ReturnTrace } from './reading.ts'

/** Who handed a mail in and to whom, as far as the road it came by knows. */
export interface ReturnEnvelope {
  /** Empty for the null sender, null when nobody knows. */
  readonly from: string | null
  readonly to: readonly string[]
}

/** Reads a mail that came back: what it says, and what may prove what it is about. Never rejects, whatever the bytes. */
export const readReturned = async (raw: Uint8Array, envelope: ReturnEnvelope): Promise<ReturnedMail> => {
  const mail = await openMail(raw)
  if (mail === null) return { kind: 'nothing', why: 'unreadable' }
  return (
    fromReport(mail, envelope) ??
    fromWords(mail, envelope) ?? {
      kind: 'nothing',
      why: isAutoReply(mail) ? 'auto_reply' : 'other',
    }
  )
}

const fromReport = (mail: OpenedMail, envelope: ReturnEnvelope): ReturnedMail | null => {
  if (mail.report?.kind === 'feedback')
    return complaintIn(mail, readFields(mail.report.text.replaceAll('\r', '')), envelope)
  const report = mail.report && readDeliveryReport(mail.report.text, mail)
  if (report === null) return null
  if (report.action === 'delivered') return { kind: 'nothing', why: 'delivered' }
  const { reasons, action } = report
  return { kind: 'failure', isDelay: action === 'delayed', reasons, trace: traceOf(mail, envelope, reasons) }
}

const fromWords = (mail: OpenedMail, envelope: ReturnEnvelope): ReturnedMail | null => {
  const token = /(?:^|\s)unsubscribe\s+([\w-]{48})\s*$/i.exec(mail.subject)?.[1]
  if (token !== undefined) return { kind: 'unsubscribe', token }
  if (isOldComplaint(mail)) return { kind: 'complaint', type: 'abuse', trace: traceOf(mail, envelope, []) }
  const failure = readFailureText(mail, envelope.from === '' && !isAutoReply(mail))
  if (failure === null) return null
  const reasons = [failure.reason]
  return { kind: 'failure', isDelay: failure.isDelay, reasons, trace: traceOf(mail, envelope, reasons) }
}

/** Feedback of these types (RFC 5965) says that a reader does not want our mail; others speak of viruses, of DMARC, or take a complaint back. */
const complaints = /^(?:abuse|fraud|complaint|opt-out|opt-out-list|miscategorized)$/

const complaintIn = (mail: OpenedMail, feedback: Fields, envelope: ReturnEnvelope): ReturnedMail => {
  const type = feedback.first('feedback-type').toLowerCase()
  if (!complaints.test(type)) return { kind: 'nothing', why: 'feedback' }
  const trace = traceOf(mail, envelope, [])
  return {
    kind: 'complaint',
    type,
    trace: {
      ...trace,
      paths: [...trace.paths, ...addressesOf(feedback, 'original-mail-from')],
      recipients: [...trace.recipients, ...addressesOf(feedback, 'original-rcpt-to')],
    },
  }
}

/** Outlook.com's feedback loop sends the mail itself, under a sentence. */
const isOldComplaint = ({ headers, subject, original }: OpenedMail): boolean =>
  original !== null &&
  /^staff@hotmail\.com$/i.test(addressIn(headers.first('from')) ?? '') &&
  /^complaint about/i.test(subject)

const addressesOf = (fields: Fields | null, ...names: readonly string[]): string[] =>
  names.flatMap((name) => fields?.all(name) ?? []).flatMap((value) => addressIn(value) ?? [])

const traceOf = (
  { headers, original }: OpenedMail,
  envelope: ReturnEnvelope,
  reasons: readonly ReturnReason[],
): ReturnTrace => ({
  paths: [
    ...envelope.to,
    ...addressesOf(headers, 'delivered-to', 'x-original-to', 'envelope-to', 'to'),
    ...addressesOf(original, 'return-path', 'x-return-path', 'x-envelope-from'),
  ].slice(0, 20),
  messageIds: [...(original?.all('message-id') ?? []), headers.first('in-reply-to'), headers.first('references')]
    .filter(Boolean)
    .slice(0, 5),
  recipients: [
    ...reasons.flatMap(({ recipient }) => recipient ?? []),
    ...addressesOf(original, 'to', 'x-hmxmroriginalrecipient'),
  ].slice(0, 20),
  tokens: (original?.all('list-unsubscribe') ?? []).flatMap((value) => tokensIn(value)).slice(0, 3),
  noticeId: headers.first('message-id') || null,
})

const tokensIn = (value: string): string[] =>
  [...value.matchAll(/\/unsubscribe\/([\w-]{48})(?=[>?\s]|$)/g)].flatMap(([, token]) => token ?? [])

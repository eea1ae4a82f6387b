import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { fieldsFrom, readFields, type Fields } from './fields.ts'

/** A mail that came back, taken apart. */
export interface OpenedMail {
  readonly headers: Fields
  readonly subject: string
  /** What it says to people. */
  readonly text: string
  /** The report for machines, of whichever kind; null when there is none. */
  readonly report: { readonly kind: 'delivery' | 'feedback'; readonly text: string } | null
  /** Headers of the mail it is about, where they came with it. */
  readonly original: Fields | null
}

/** Reports stand at the front, and behind them, often, all of what we mailed: the rest of it is not read. */
const bytesRead = 512 * 1024
const longestText = 64 * 1024

const limits = {
  forceRfc822Attachments: true,
  attachmentEncoding: 'utf8',
  maxNestingDepth: 20,
  maxHeadersSize: 256 * 1024,
} as const

/** Takes a mail apart, bounded in time and memory; null when it cannot be read at all. Never rejects. */
export const openMail = async (raw: Uint8Array): Promise<OpenedMail | null> => {
  try {
    const mail = await PostalMime.parse(raw.subarray(0, bytesRead), limits)
    const text = textOf(mail).slice(0, longestText)
    return {
      headers: fieldsFrom(mail.headers.map(({ key, value }) => [key, value] as const)),
      subject: mail.subject ?? '',
      text,
      report: reportIn(mail.attachments),
      original: originalIn(mail.attachments) ?? originalBelow(text),
    }
  } catch {
    return null
  }
}

const textOf = ({ text, html }: Email): string => {
  if (text !== undefined && text.trim() !== '') return text.replaceAll('\r', '')
  return (html ?? '')
    .slice(0, longestText * 2)
    .replaceAll(/<(?:br|\/p|\/div|\/tr)[^<>]{0,200}>/gi, '\n')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
}

const contentOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('utf8')

const reportIn = (attachments: readonly Attachment[]): OpenedMail['report'] => {
  const feedback = attachments.find(({ mimeType }) => mimeType === 'message/feedback-report')
  if (feedback) return { kind: 'feedback', text: contentOf(feedback) }
  const delivery = attachments.find(({ mimeType }) => /^message\/(?:global-)?delivery-status$/.test(mimeType))
  return delivery ? { kind: 'delivery', text: contentOf(delivery) } : null
}

const originalIn = (attachments: readonly Attachment[]): Fields | null => {
  const part = attachments.find(({ mimeType }) =>
    /^(?:message\/(?:global|rfc822|global-headers|rfc822-headers)|text\/rfc822-headers)$/.test(mimeType),
  )
  return part ? headersOf(contentOf(part)) : null
}

const headersOf = (text: string): Fields =>
  readFields(
    text
      .replaceAll('\r', '')
      .trimStart()
      .split(/\n[ \t]*\n/, 1)[0] ?? '',
  )

const rule = /^[ \t>]*-{3}/
const announces =
  /\b(?:copy of (?:the|your)|original|returned|unsent) (?:message|mail|headers)\b|الرسالة الأصلية|message d'origine|ursprüngliche nachricht|mensaje original/i
const longestRule = 200

/** Where the words for people end and a copy of our mail begins: qmail, Exim, sendmail, Exchange, and whoever copied them. */
export const endOfNotice = (text: string): number => {
  for (let start = 0; start < text.length;) {
    const end = (text.indexOf('\n', start) + 1 || text.length + 1) - 1
    const line = end - start > longestRule ? '' : text.slice(start, end)
    if ((rule.test(line) && announces.test(line)) || /^\s*original message headers:/i.test(line)) return start
    start = end + 1
  }
  return text.length
}

const originalBelow = (text: string): Fields | null => {
  const end = endOfNotice(text)
  const below = end === text.length ? text : text.slice(end)
  const start = /^(?:return-path|received|from|message-id|dkim-signature|list-id): /im.exec(below)
  return start === null ? null : headersOf(below.slice(start.index))
}

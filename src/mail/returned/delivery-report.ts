import { addressIn, readGroups, type Fields } from './fields.ts'
import { excerptOn } from './failure-text.ts'
import type { OpenedMail } from './open-mail.ts'
import { oneLine, statusIn, type ReturnReason } from './reading.ts'

/** What a delivery status notification (RFC 3464) says of its recipients. */
export type DeliveryReport =
  | { readonly action: 'failed' | 'delayed'; readonly reasons: readonly ReturnReason[] }
  | { readonly action: 'delivered' }

const actionOf = (group: Fields): string => {
  const action =
    group
      .first('action')
      .toLowerCase()
      .split(/[\s;(]/, 1)[0] ?? ''
  if (/^(?:failed|failure|delayed|delivered|relayed|expanded)$/.test(action))
    return action === 'failure' ? 'failed' : action
  const status = group.first('status')
  return status.startsWith('2') ? 'delivered' : status.startsWith('4') ? 'delayed' : 'failed'
}

/** Who the message was for before somebody passed it on, who is our reader, else who it was for in the end. */
const recipientOf = (group: Fields): string | null =>
  addressIn(group.first('original-recipient')) ??
  addressIn(group.first('final-recipient')) ??
  addressIn(group.first('x-actual-recipient'))

const reasonOf = (group: Fields, { text }: OpenedMail): ReturnReason => {
  const recipient = recipientOf(group)
  const said = oneLine(group.first('diagnostic-code').replace(/^\s*[\w.-]{1,40}\s*;\s*/, ''))
  const diagnostic = said === '' ? excerptOn(recipient, text) : said
  return { recipient, status: statusIn(group.first('status')), diagnostic }
}

/** Reads a report of delivery; null when it names nobody. One that failed counts before one that waits, and that before a success. */
export const readDeliveryReport = (report: string, mail: OpenedMail): DeliveryReport | null => {
  const groups = readGroups(report).filter((group) => recipientOf(group) !== null || group.first('action') !== '')
  const by = (action: string) => groups.filter((group) => actionOf(group) === action)
  for (const action of ['failed', 'delayed'] as const) {
    const reasons = by(action).map((group) => reasonOf(group, mail))
    if (reasons.length > 0) return { action, reasons: reasons.slice(0, 20) }
  }
  return groups.length > 0 ? { action: 'delivered' } : null
}

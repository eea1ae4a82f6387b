import type { NewsroomKey } from '../../i18n/admin.ts'

const reasons = [
  'address_not_supported',
  'message_too_large',
  'worker_lost',
  'connection_lost',
  'no_reply',
  'unintelligible_reply',
  'unsubscribed',
  'suppressed',
  'paused',
  'erased',
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
] as const

const phases = ['connection', 'mail', 'rcpt', 'data', 'body', 'after_dot'] as const

/** The text for why a delivery stands where it does; null where the relay's own words must do. */
export const deliveryReason = (reason: string | null): NewsroomKey | null => {
  const known = reasons.find((each) => each === reason)
  return known === undefined ? null : `reason.${known}`
}

/** The text for how far a message had come. */
export const phaseName = (phase: string): NewsroomKey => `phase.${phases.find((each) => each === phase) ?? 'unknown'}`

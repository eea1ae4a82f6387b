import { createHmac, type BinaryLike, type KeyObject } from 'node:crypto'
import { wireDomain } from './mailbox.ts'

/** What a Message-ID is derived from. */
export interface MessageIdSource {
  readonly secret: BinaryLike | KeyObject
  readonly issueId: string
  readonly subscriptionId: string
  readonly domain: string
}

/** The Message-ID of a delivery: the same on every attempt, another for every reader, and it names nobody. */
export const messageId = ({ secret, issueId, subscriptionId, domain }: MessageIdSource): string => {
  const reader = createHmac('sha256', secret).update(`message-id|${issueId}|${subscriptionId}`).digest('hex')
  return `<${issueId}.${reader.slice(0, 32)}@${wireDomain(domain)}>`
}

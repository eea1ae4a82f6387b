import { createHmac } from 'node:crypto'
import type { ReaderParts, RenderedMail } from '../domain/digest.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { listHeaders, type Header } from './headers.ts'
import { messageId } from './message-id.ts'
import { compileTemplate, fill, type MessageTemplate } from './message-template.ts'
import type { Outgoing } from './smtp-connection.ts'

/** The mail room's part in sending a rendition: its marks, its template, and one reader's message. */
export interface DigestComposer {
  /** What stands in a rendition where readers differ: the same marks every time for one rendition, and nothing a post could hold by chance or guess. */
  marksOf(renditionId: string): ReaderParts
  compile(rendition: RenditionToCompile): DigestTemplate
  message(template: DigestTemplate, reader: ReaderOfDigest, now: Date): Outgoing
  /** The same on every attempt, another for every reader. */
  messageIdOf(newsletter: Newsletter, issueId: string, subscriptionId: string): string
  /** The list headers of a digest to one reader. */
  headersFor(newsletter: Newsletter, issueId: string, unsubscribeUrl: string): Header[]
}

export interface RenditionToCompile {
  readonly id: string
  readonly issueId: string
  readonly newsletter: Newsletter
  readonly mail: RenderedMail
}

/** A rendition ready to be filled. */
export interface DigestTemplate {
  readonly issueId: string
  readonly newsletter: Newsletter
  readonly message: MessageTemplate<keyof ReaderParts>
}

export interface ReaderOfDigest {
  readonly subscriptionId: string
  readonly name: string | null
  readonly parts: ReaderParts
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

const headersFor: DigestComposer['headersFor'] = (newsletter, issueId, unsubscribeUrl) =>
  listHeaders({
    newsletterSlug: newsletter.slug,
    listDomain: domainOf(newsletter.sender.address),
    oneClickUrl: unsubscribeUrl,
    mailto: mailtoOf(newsletter, unsubscribeUrl),
    issueId,
  })

/** A composer whose marks and Message-IDs are derived from a secret that never changes. */
export const createDigestComposer = (secret: Buffer): DigestComposer => {
  const messageIdOf: DigestComposer['messageIdOf'] = ({ sender }, issueId, subscriptionId) =>
    messageId({ secret, issueId, subscriptionId, domain: domainOf(sender.address) })

  const marksOf: DigestComposer['marksOf'] = (renditionId) => {
    const mark = createHmac('sha256', secret).update(`marks|${renditionId}`).digest('hex').slice(0, 24)
    return {
      address: `slot-${mark}-address`,
      unsubscribeUrl: `https://slot-${mark}.invalid/unsubscribe`,
      preferencesUrl: `https://slot-${mark}.invalid/preferences`,
    }
  }

  return {
    messageIdOf,
    headersFor,
    marksOf,
    compile({ id, issueId, newsletter, mail }) {
      const slots = marksOf(id)
      const listed = headersFor(newsletter, issueId, slots.unsubscribeUrl).filter(
        ([name]) => name !== 'List-Unsubscribe',
      )
      return {
        issueId,
        newsletter,
        message: compileTemplate({ ...mail, headers: [...senderHeaders(newsletter), ...listed], slots }),
      }
    },
    message({ issueId, newsletter, message }, { subscriptionId, name, parts }, now) {
      const headers = headersFor(newsletter, issueId, parts.unsubscribeUrl).filter(
        ([header]) => header === 'List-Unsubscribe',
      )
      return {
        from: newsletter.sender.address,
        to: parts.address,
        message: fill(message, {
          to: { name, address: parts.address },
          date: now,
          messageId: messageIdOf(newsletter, issueId, subscriptionId),
          slots: { ...parts },
          headers,
        }),
      }
    },
  }
}

const senderHeaders = ({ sender, replyTo }: Newsletter): Header[] => [
  ['From', sender],
  ...(replyTo === null ? [] : [['Reply-To', { name: null, address: replyTo }] satisfies Header]),
]

/** The mailbox that reads "unsubscribe" mail, with the token of the link in the subject. */
const mailtoOf = ({ sender, replyTo }: Newsletter, unsubscribeUrl: string): string => {
  const address = encodeURI(replyTo ?? sender.address).replaceAll('?', '%3F')
  return `mailto:${address}?subject=${encodeURIComponent(`unsubscribe ${unsubscribeUrl.split('/').at(-1) ?? ''}`)}`
}

import { createHmac } from 'node:crypto'
import type { ReaderParts, RenderedMail } from '../domain/digest.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { ReturnPaths } from '../domain/return-path.ts'
import { fillSigned } from './dkim-message.ts'
import type { SignerFor } from './dkim-signers.ts'
import { listHeaders, type Header } from './headers.ts'
import { domainOf } from './mailbox.ts'
import { messageId } from './message-id.ts'
import { compileTemplate, type MessageTemplate } from './message-template.ts'
import type { Relay } from './relay.ts'
import type { Outgoing } from './smtp-connection.ts'

/** The mail room's part in sending a rendition: its marks, its template, and one reader's message. */
export interface DigestComposer {
  /** What stands in a rendition where readers differ: the same marks every time for one rendition, and nothing a post could hold by chance or guess. */
  marksOf(renditionId: string): ReaderParts
  compile(rendition: RenditionToCompile): DigestTemplate
  /**
   * One reader's message for one relay, signed unless the relay signs or the sender's domain has no key that does.
   * Rejects with a TypeError on what no message may hold, and with a SigningFault when a key that should sign cannot.
   */
  message(template: DigestTemplate, reader: ReaderOfDigest, sending: Sending): Promise<Outgoing>
  /** The same on every attempt, another for every reader. */
  messageIdOf(newsletter: Newsletter, issueId: string, subscriptionId: string): string
}

export interface RenditionToCompile {
  readonly id: string
  readonly issueId: string
  readonly newsletter: Newsletter
  readonly mail: RenderedMail
}

/** What a reader's message differs in, the `mailto:` link of its headers among it. */
type DigestSlot = keyof ReaderParts | 'leaveByMail'

/** A rendition ready to be filled. */
export interface DigestTemplate {
  readonly issueId: string
  readonly newsletter: Newsletter
  readonly message: MessageTemplate<DigestSlot>
}

export interface ReaderOfDigest {
  readonly subscriptionId: string
  readonly name: string | null
  readonly parts: ReaderParts
}

/** When a message is written, and for which relay. */
export interface Sending {
  readonly now: Date
  readonly relay: Pick<Relay, 'signs' | 'idempotencyHeader'>
}

export interface ComposerOptions {
  readonly signerFor: SignerFor
  /** Envelope senders, to which bounces come, and the mailbox that reads "unsubscribe" mail; when null, the newsletter's own. */
  readonly returnPaths: Pick<ReturnPaths, 'of' | 'plain'> | null
  /** Where a newsletter's readers find help. */
  readonly helpUrl: (newsletter: Newsletter) => string
}

/** A composer whose marks and Message-IDs are derived from a secret that never changes. */
export const createDigestComposer = (secret: Buffer, options: ComposerOptions): DigestComposer => {
  const messageIdOf: DigestComposer['messageIdOf'] = ({ sender }, issueId, subscriptionId) =>
    messageId({ secret, issueId, subscriptionId, domain: domainOf(sender.address) })

  const markOf = (renditionId: string): string =>
    createHmac('sha256', secret).update(`marks|${renditionId}`).digest('hex').slice(0, 24)

  const marksOf: DigestComposer['marksOf'] = (renditionId) => {
    const mark = markOf(renditionId)
    return {
      address: `slot-${mark}-address`,
      unsubscribeUrl: `https://slot-${mark}.invalid/unsubscribe`,
      preferencesUrl: `https://slot-${mark}.invalid/preferences`,
    }
  }

  return {
    messageIdOf,
    marksOf,
    compile({ id, issueId, newsletter, mail }) {
      const slots = { ...marksOf(id), leaveByMail: `mailto:slot-${markOf(id)}.invalid` }
      const headers = [...senderHeaders(newsletter), ...listHeadersOf(newsletter, { issueId, slots, options })]
      return { issueId, newsletter, message: compileTemplate({ ...mail, headers, slots }) }
    },
    async message(template, reader, { now, relay }) {
      const { issueId, newsletter } = template
      const { parts, subscriptionId } = reader
      const id = messageIdOf(newsletter, issueId, subscriptionId)
      const values = {
        to: { name: reader.name, address: parts.address },
        date: now,
        messageId: id,
        slots: { ...parts, leaveByMail: mailtoOf(newsletter, parts.unsubscribeUrl, options) },
        ...idempotency(relay, id),
      }
      const signer = relay.signs ? null : await options.signerFor(domainOf(newsletter.sender.address))
      const from = options.returnPaths?.of({ issueId, subscriptionId }) ?? newsletter.sender.address
      return { from, to: parts.address, message: await fillSigned(template.message, values, signer) }
    },
  }
}

/** The Message-ID without its domain names a delivery, on every attempt alike. */
const idempotency = ({ idempotencyHeader }: Sending['relay'], id: string): { headers?: Header[] } =>
  idempotencyHeader === null ? {} : { headers: [[idempotencyHeader, id.slice(1, id.lastIndexOf('@'))]] }

const senderHeaders = ({ sender, replyTo }: Newsletter): Header[] => [
  ['From', sender],
  ...(replyTo === null ? [] : [['Reply-To', { name: null, address: replyTo }] satisfies Header]),
]

const listHeadersOf = (
  newsletter: Newsletter,
  about: { issueId: string; slots: Record<DigestSlot, string>; options: ComposerOptions },
): Header[] =>
  listHeaders({
    newsletterSlug: newsletter.slug,
    listDomain: domainOf(newsletter.sender.address),
    oneClickUrl: about.slots.unsubscribeUrl,
    mailto: about.slots.leaveByMail,
    issueId: about.issueId,
    helpUrl: about.options.helpUrl(newsletter),
  })

/** The mailbox that reads "unsubscribe" mail, with the token of the link in the subject. */
const mailtoOf = (newsletter: Newsletter, unsubscribeUrl: string, { returnPaths }: ComposerOptions): string => {
  const address = encodeURI(returnPaths?.plain ?? newsletter.replyTo ?? newsletter.sender.address).replaceAll(
    '?',
    '%3F',
  )
  const token = unsubscribeUrl.slice(unsubscribeUrl.lastIndexOf('/') + 1)
  return `mailto:${address}?subject=unsubscribe%20${encodeURIComponent(token)}`
}

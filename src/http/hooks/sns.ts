import { verify, X509Certificate, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { Outage } from '../../domain/refusal.ts'
import { eventName, Forged, parsedJson, requireFresh, shaped } from './hook.ts'

/** Asks an address; throws where no answer could be had, redirects included. */
export type Ask = (url: string) => Promise<{ readonly status: number; readonly body: Buffer }>

const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: eventName,
  TopicArn: z.string().max(512),
  Message: z.string(),
  Timestamp: z.iso.datetime({ offset: true }),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(2000),
  SigningCertURL: z.string().max(500),
  Subject: z.string().nullish(),
  Token: z.string().optional(),
  SubscribeURL: z.string().max(4000).optional(),
})

/** A message of Amazon's notification service, as it posts them to web addresses. */
export type SnsMessage = z.output<typeof envelope>

const hashes = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const
const maxAgeMs = 60 * 60_000
const host = String.raw`https://sns\.[a-z]{2,}(?:-[a-z0-9]+)+\.amazonaws\.com(?:\.cn)?`
const certificateUrl = new RegExp(String.raw`^${host}/SimpleNotificationService-[A-Za-z0-9]{1,80}\.pem$`)
const confirmationUrl = new RegExp(String.raw`^${host}/\?[\w.~%&=:/+-]+$`)

/**
 * Reads messages of the given topics, and of no others, once signature, certificate and age are checked. What follows is
 * fetched from Amazon's own hosts only.
 */
export const createSnsReader = (topics: readonly string[], ask: Ask) => {
  const keyAt = rememberedKeys(ask)
  return async (body: Buffer, now: Date): Promise<SnsMessage> => {
    const message = shaped(envelope, parsedJson(body.toString('utf8')))
    if (!topics.includes(message.TopicArn)) throw new Forged('another topic')
    requireFresh(new Date(message.Timestamp), now, maxAgeMs)
    const key = await keyAt(message.SigningCertURL, now)
    const signature = Buffer.from(message.Signature, 'base64')
    if (!verify(hashes[message.SignatureVersion], signedText(message), key, signature))
      throw new Forged('wrong signature')
    return message
  }
}

/** What Amazon signs: names and values in the order of the names, each on a line of its own. */
const signedText = (message: SnsMessage): Buffer => {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const)
  const given = names.flatMap((name) => (typeof message[name] === 'string' ? [`${name}\n${message[name]}\n`] : []))
  return Buffer.from(given.join(''))
}

/**
 * Says yes to a subscription of one of our topics.
 * @throws Forged where the address is none of Amazon's, Outage where it did not take the yes
 */
export const confirmSubscription = async ({ SubscribeURL = '', TopicArn }: SnsMessage, ask: Ask): Promise<void> => {
  const asked = confirmationUrl.test(SubscribeURL) ? URL.parse(SubscribeURL)?.searchParams : undefined
  if (asked?.get('Action') !== 'ConfirmSubscription' || asked.get('TopicArn') !== TopicArn)
    throw new Forged('confirmation elsewhere')
  const { status } = await answerOf(ask, SubscribeURL)
  if (status !== 200) throw new Outage(`Amazon answered ${status} to the confirmation of a subscription`)
}

interface SigningKey {
  readonly key: KeyObject
  readonly from: Date
  readonly to: Date
}

const mostKeys = 20

/** The keys of certificates by their address, each fetched once. */
const rememberedKeys = (ask: Ask) => {
  const known = new Map<string, SigningKey>()
  return async (url: string, now: Date): Promise<KeyObject> => {
    if (!certificateUrl.test(url)) throw new Forged('a certificate from elsewhere')
    const found = known.get(url) ?? signingKey(await answerOf(ask, url))
    if (now < found.from || now > found.to) throw new Forged('a certificate that is not valid now')
    if (known.size >= mostKeys) known.clear()
    known.set(url, found)
    return found.key
  }
}

const answerOf = async (ask: Ask, url: string): ReturnType<Ask> => {
  try {
    return await ask(url)
  } catch (error) {
    throw new Outage('Amazon’s notification service did not answer', { cause: error })
  }
}

/** Amazon's certificates are made by an authority, for a name of its own, and hold RSA keys. */
const signingKey = ({ status, body }: { readonly status: number; readonly body: Buffer }): SigningKey => {
  if (status !== 200) throw new Forged('no certificate')
  const certificate = certificateIn(body)
  const key = certificate.publicKey
  const names = `${certificate.subject}\n${(certificate.subjectAltName ?? '').replaceAll(/(?:^|, )DNS:/g, '\nCN=')}`
  const isOfAmazon = /^CN=[\w.-]+\.amazonaws\.com(?:\.cn)?$/m.test(names)
  const isStrong = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  if (!isOfAmazon || !isStrong || certificate.checkIssued(certificate)) throw new Forged('not Amazon’s certificate')
  return { key, from: certificate.validFromDate, to: certificate.validToDate }
}

const certificateIn = (body: Buffer): X509Certificate => {
  try {
    return new X509Certificate(body)
  } catch (error) {
    throw new Forged('no certificate', { cause: error })
  }
}

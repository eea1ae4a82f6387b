import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import type { House } from '../../src/usecases/house.ts'
import { openFetch, openWeb } from '../sources/web.ts'
import type { Call } from './hook-calls.ts'
import { certificate } from './hook-certificate.ts'

export const topic = 'arn:aws:sns:us-east-1:123456789012:bounces'
const amazonHost = 'https://sns.us-east-1.amazonaws.com'
const day = 86_400_000

/** What is wrong with a certificate; its name is the one it is asked for by. */
const flaws = [
  'good',
  'expired',
  'future',
  'selfsigned',
  'foreign',
  'weak',
  'redirected',
  'missing',
  'garbage',
] as const
export type CertificateName = (typeof flaws)[number]

export interface Envelope {
  readonly Type?: string
  readonly Message?: string
  readonly [member: string]: unknown
}

export interface Signing {
  readonly version?: '1' | '2'
  readonly certificate?: CertificateName
  /** Signed with a key of somebody else. */
  readonly withOtherKey?: boolean
  /** Changed after it was signed. */
  readonly altered?: Envelope
}

/** Amazon's notification service: its certificates, its confirmations, and messages as it signs and posts them. */
export interface Amazon extends AsyncDisposable {
  /** Stands where Amazon's own hosts would answer; everything else is asked for in vain. */
  readonly ask: House['ask']
  /** Every address that was asked for. */
  readonly asked: readonly string[]
  posts(envelope: Envelope, signing?: Signing): Call
  /** A message that carries news of SES. */
  tells(news: unknown, signing?: Signing & { readonly envelope?: Envelope }): Call
}

const signedNames = (type: unknown): string[] =>
  type === 'Notification'
    ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

export const openAmazon = async (now: Date): Promise<Amazon> => {
  const authority = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const service = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyOf = (wanted: CertificateName): KeyObject => (wanted === 'weak' ? weak : service).privateKey
  const made = (wanted: CertificateName): string =>
    certificate({
      subject: wanted === 'foreign' ? 'sns.evil-amazonaws.com' : 'sns.us-east-1.amazonaws.com',
      issuer: wanted === 'selfsigned' ? 'sns.us-east-1.amazonaws.com' : 'Amazon RSA 2048 M01',
      publicKey: (wanted === 'weak' ? weak : service).publicKey,
      signingKey: (wanted === 'selfsigned' ? service : authority).privateKey,
      from: new Date(now.getTime() + (wanted === 'future' ? 2 : -300) * day),
      to: new Date(now.getTime() + (wanted === 'expired' ? -2 : 60) * day),
    })
  const web = await openWeb((request, response) => {
    const wanted = /Service-(\w+)\.pem$/.exec(request.url ?? '')?.[1] as CertificateName | undefined
    if (wanted === 'redirected')
      response.writeHead(302, { Location: web.url.concat('SimpleNotificationService-good.pem') })
    if (wanted === 'missing') response.writeHead(404)
    response.end(wanted === 'garbage' ? '-----BEGIN' : wanted ? made(wanted) : '<ConfirmSubscriptionResponse/>')
  })
  const fetch = openFetch({ maxRedirects: 0, timeoutMs: 2000 })
  const asked: string[] = []
  const posts: Amazon['posts'] = (envelope, signing = {}) => {
    const { version = '2', certificate: flaw = 'good', withOtherKey = false, altered = {} } = signing
    const whole: Record<string, unknown> = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topic,
      Message: 'hello',
      Timestamp: now.toISOString(),
      SignatureVersion: version,
      SigningCertURL: `${amazonHost}/SimpleNotificationService-${flaw}.pem`,
      UnsubscribeURL: `${amazonHost}/?Action=Unsubscribe`,
      ...envelope,
    }
    const text = signedNames(whole['Type'])
      .flatMap((name) => (typeof whole[name] === 'string' ? [`${name}\n${whole[name]}\n`] : []))
      .join('')
    const key = withOtherKey ? other.privateKey : keyOf(flaw)
    const signature = sign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256', Buffer.from(text), key).toString('base64')
    return {
      provider: 'ses',
      headers: { 'Content-Type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': String(whole['Type']) },
      body: JSON.stringify({ Signature: signature, ...whole, ...altered }),
    }
  }
  return {
    asked,
    posts,
    ask: (url) => {
      asked.push(url)
      return fetch.get(url.replace(amazonHost, web.url.slice(0, -1)))
    },
    tells: (news, { envelope = {}, ...signing } = {}) => posts({ Message: JSON.stringify(news), ...envelope }, signing),
    async [Symbol.asyncDispose]() {
      await fetch.close()
      await web[Symbol.asyncDispose]()
    },
  }
}

export const subscribeUrl = (of: string = topic, host = amazonHost): string =>
  `${host}/?Action=ConfirmSubscription&TopicArn=${of}&Token=2336412f37fb687f5d51e6e241d7700ae02f7124d8268910b858cb4db727ceeb2474bb937929d3bdd7ce5d0cce19325d`

/** A bounce as SES tells it. */
export const sesBounce = (
  addresses: readonly string[],
  { type = 'Permanent', subType = 'General', said = 'smtp; 550 5.1.1 user unknown', status = '5.1.1' } = {},
  more: Readonly<Record<string, unknown>> = {},
) => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType: type,
    bounceSubType: subType,
    bouncedRecipients: addresses.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      ...(status ? { status } : {}),
      ...(said ? { diagnosticCode: said } : {}),
    })),
    timestamp: '2026-03-03T06:59:58.237Z',
    feedbackId: `0100019${randomUUID()}-000000`,
    reportingMTA: 'dns; email-smtp.us-east-1.amazonaws.com',
  },
  mail: { timestamp: '2026-03-03T06:59:50.000Z', source: 'news@marsad.example', destination: addresses },
  ...more,
})

/** A complaint as SES tells it. */
export const sesComplaint = (addresses: readonly string[], type: string | null = 'abuse') => ({
  eventType: 'Complaint',
  complaint: {
    complainedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
    complaintFeedbackType: type,
    complaintSubType: null,
    timestamp: '2026-03-03T06:59:58.237Z',
    feedbackId: `0100019${randomUUID()}-000000`,
    userAgent: 'AnyCompany Feedback Loop (V0.01)',
  },
  mail: { timestamp: '2026-03-03T06:59:50.000Z', source: 'news@marsad.example', destination: addresses },
})

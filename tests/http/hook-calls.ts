import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** What is posted to `/hooks/bounces/<provider>`. */
export interface Call {
  readonly provider: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export const postmarkCredentials = 'postmark:a-password-of-the-tests'
export const mailgunKey = 'key-of-the-tests-of-mailgun'
export const sendGridKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
export const sendGridKey = sendGridKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

const json = { 'Content-Type': 'application/json' }
const secondsOf = (at: Date): string => String(Math.trunc(at.getTime() / 1000))

let count = 900_000

export const postmarkBounce = (email: string, type = 'HardBounce', more: Readonly<Record<string, unknown>> = {}) => ({
  RecordType: 'Bounce',
  ID: ++count,
  Type: type,
  TypeCode: 1,
  Name: 'Hard bounce',
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  ServerID: 23,
  MessageStream: 'broadcast',
  Description: 'The server was unable to deliver your message.',
  Details: 'smtp;550 5.1.1 The account does not exist.',
  Email: email,
  From: 'news@marsad.example',
  BouncedAt: '2026-03-03T06:59:50.2735393Z',
  DumpAvailable: true,
  Inactive: true,
  CanActivate: true,
  Subject: 'x',
  ...more,
})

export const byPostmark = (told: unknown, credentials = postmarkCredentials): Call => ({
  provider: 'postmark',
  headers: { ...json, Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  body: JSON.stringify(told),
})

export const sendGridEvent = (email: string, event: string, more: Readonly<Record<string, unknown>> = {}) => ({
  email,
  timestamp: 1_772_521_190,
  'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>',
  event,
  category: ['digest'],
  sg_event_id: randomBytes(16).toString('base64url'),
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
  ...more,
})

export const bySendGrid = (
  told: unknown,
  { at, key = sendGridKeys.privateKey }: { at: Date; key?: typeof sendGridKeys.privateKey },
): Call => {
  // SendGrid's own bodies have a line between the events; the signature is over the bytes as they are sent.
  const body = `${JSON.stringify(told).replaceAll('},{', '},\r\n{')}\r\n`
  return {
    provider: 'sendgrid',
    headers: {
      ...json,
      'X-Twilio-Email-Event-Webhook-Timestamp': secondsOf(at),
      'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(secondsOf(at) + body), key).toString(
        'base64',
      ),
    },
    body,
  }
}

export const mailgunEvent = (recipient: string, more: Readonly<Record<string, unknown>> = {}) => ({
  event: 'failed',
  severity: 'permanent',
  reason: 'bounce',
  id: randomBytes(16).toString('base64url'),
  timestamp: 1_772_521_190.389832,
  'log-level': 'error',
  recipient,
  'recipient-domain': 'example.org',
  envelope: { sender: 'news@marsad.example', transport: 'smtp', targets: recipient, 'sending-ip': '192.0.2.7' },
  message: { headers: { to: recipient, 'message-id': '1.abc@marsad.example', from: 'news@marsad.example' }, size: 809 },
  'delivery-status': {
    tls: true,
    'mx-host': 'mx.example.org',
    'attempt-no': 1,
    code: 550,
    message: '5.1.1 The email account that you tried to reach does not exist.\n5.1.1 Please check it.',
    'enhanced-code': '5.1.1',
  },
  ...more,
})

export interface MailgunSigning {
  readonly at: Date
  readonly key?: string
  readonly token?: string
  /** Puts the proof where Mailgun puts that of a main account, beside one of a subaccount. */
  readonly asParent?: boolean
}

export const byMailgun = (
  told: unknown,
  { at, key = mailgunKey, token = randomBytes(25).toString('hex'), asParent = false }: MailgunSigning,
): Call => {
  const proof = createHmac('sha256', key)
    .update(`${secondsOf(at)}${token}`)
    .digest('hex')
  const signature = asParent ? { signature: 'f'.repeat(64), 'parent-signature': proof } : { signature: proof }
  return {
    provider: 'mailgun',
    headers: json,
    body: JSON.stringify({ signature: { timestamp: secondsOf(at), token, ...signature }, 'event-data': told }),
  }
}

import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Received } from './sink.ts'

/** A mail on its way back to us. */
export interface Returning {
  /** Empty for the null sender. */
  readonly from?: string
  readonly to: string | readonly string[]
  readonly raw: string | Buffer
}

/** Hands a mail in over SMTP or LMTP, whichever the URL says; answers with the code of the reply that ended it. */
export const handIn = async (url: string, { from = '', to, raw }: Returning): Promise<number> => {
  const { protocol, hostname, port } = new URL(url)
  const smtp = new SMTPConnection({
    host: hostname,
    port: Number(port),
    lmtp: protocol === 'lmtp:',
    ignoreTLS: true,
    logger: false,
  })
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject)
    smtp.connect(() => resolve())
  })
  const code = await new Promise<number>((resolve) => {
    smtp.send({ from, to: [to].flat() }, raw, (error, sent) =>
      resolve(error === null ? Number(/^\d{3}/.exec(sent.response)?.[0] ?? 250) : (error.responseCode ?? 0)),
    )
  })
  smtp.quit()
  return code
}

/** Which refusal a mail server tells the sender of. */
export interface Refusal {
  readonly recipient: string
  readonly status?: string
  readonly diagnostic?: string
  readonly action?: 'failed' | 'delayed' | 'delivered'
}

const headersOf = (mail: Received): string => mail.raw.toString('latin1').split('\r\n\r\n', 1)[0] ?? ''

/** The notice that a mail server makes of a message it could not deliver (RFC 3464), with that message's headers. */
export const noticeOf = (mail: Received, { recipient, action = 'failed', ...said }: Refusal): Returning => {
  const { status = '5.1.1', diagnostic = `550 ${status} <${recipient}>: Recipient address rejected: User unknown` } =
    said
  return {
    to: mail.from,
    raw: [
      'From: Mail Delivery System <MAILER-DAEMON@mx.example.net>',
      `To: ${mail.from}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <${Math.random().toString(36).slice(2)}@mx.example.net>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"',
      '',
      '--=_part',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `<${recipient}>: ${diagnostic}`,
      '--=_part',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${diagnostic}`,
      '',
      '--=_part',
      'Content-Type: text/rfc822-headers',
      '',
      headersOf(mail),
      '',
      '--=_part--',
      '',
    ].join('\r\n'),
  }
}

/** A feedback report (RFC 5965) about a message whose reader pressed "spam". */
export const complaintOf = (mail: Received, to: string, type = 'abuse'): Returning => ({
  from: 'fbl@provider.example',
  to,
  raw: [
    'From: feedback@provider.example',
    `To: ${to}`,
    'Subject: FW: complaint',
    `Message-ID: <${Math.random().toString(36).slice(2)}@provider.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="=_part"',
    '',
    '--=_part',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--=_part',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Feedback/1.0',
    'Version: 1',
    `Original-Mail-From: <${mail.from}>`,
    '',
    '--=_part',
    'Content-Type: message/rfc822',
    '',
    headersOf(mail),
    '',
    'The text.',
    '--=_part--',
    '',
  ].join('\r\n'),
})

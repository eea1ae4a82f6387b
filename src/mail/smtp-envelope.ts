import { needsSmtpUtf8, wireAddress } from './mailbox.ts'
import type { Outcome } from './outcome.ts'

/** One message on its way. Addresses may hold internationalised domains; an empty `from` is the null sender. */
export interface Outgoing {
  readonly from: string
  readonly to: string
  /** A whole message as `fill` gives it. */
  readonly message: Buffer
}

/** What a relay offers: the keywords of its EHLO reply in capitals, each with its first value. */
export type Extensions = ReadonlyMap<string, string>

/** Reads the reply to EHLO, whose first line only greets. A reply to HELO offers nothing. */
export const extensionsOf = (ehlo: string): Extensions =>
  new Map(
    ehlo
      .split('\n')
      .slice(1)
      .map((line): [string, string] => {
        const [keyword = '', value = ''] = line.slice(4).trim().split(/\s+/)
        return [keyword.toUpperCase(), value]
      }),
  )

/** The commands that open a message's way: MAIL, RCPT and DATA, each with its line end. */
export type Envelope = readonly [mail: string, rcpt: string, data: string]

/** Why a relay that offers this cannot carry a message, or null; or the commands for it. Throws a TypeError on an address that is none. */
export const addressed = ({ from, to, message }: Outgoing, offers: Extensions): Envelope | Outcome => {
  const sender = from === '' ? '' : wireAddress(from)
  const reader = wireAddress(to)
  const international = needsSmtpUtf8(sender + reader)
  const refused = { kind: 'refused', code: null, phase: 'connection' } as const
  if (international && !offers.has('SMTPUTF8'))
    return { ...refused, reason: 'address_not_supported', reply: 'the relay does not offer SMTPUTF8' }
  const limit = Number(offers.get('SIZE') ?? 0)
  if (limit > 0 && message.length > limit)
    return { ...refused, reason: 'message_too_large', reply: `the relay takes at most ${limit} bytes` }
  // Bodies are written in base64 or quoted-printable: only such an address brings eight bits.
  const eightBit = international ? ` SMTPUTF8${offers.has('8BITMIME') ? ' BODY=8BITMIME' : ''}` : ''
  const size = offers.has('SIZE') ? ` SIZE=${message.length}` : ''
  return [`MAIL FROM:<${sender}>${eightBit}${size}\r\n`, `RCPT TO:<${reader}>\r\n`, 'DATA\r\n']
}

/**
 * A message as it goes over the wire (RFC 5321, 4.5.2). `fill` writes nothing that needs a dot more; other people's
 * bytes get it, also behind a bare line feed, which some relays take for a line end.
 */
export const stuffed = (message: Buffer): Buffer => {
  const isEnded = message.at(-2) === 13 && message.at(-1) === 10
  if (isEnded && message[0] !== 46 && !message.includes('\n.')) return message
  const text = message.toString('latin1').replaceAll(/(^|\n)\./g, '$1..')
  return Buffer.from(isEnded ? text : `${text}\r\n`, 'latin1')
}

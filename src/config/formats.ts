import { createPublicKey } from 'node:crypto'
import { isIP } from 'node:net'

/** `smtp[s]://user:pass@host:port`. */
export const isRelayUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
}

/** An address, a CIDR, or a name of ranges. IPv4 written as IPv6 is refused: such a rule has been read as "everybody" before. */
export const isProxyRule = (rule: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(rule)) return true
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(rule) ?? []
  const version = isIP(address)
  const bits = version === 4 ? 32 : 128
  const size = prefix === undefined ? bits : Number(prefix)
  const canonical = version === 6 ? (URL.parse(`http://[${address}]`)?.hostname ?? '') : address
  const isMapped = canonical === '' || canonical.startsWith('[::ffff:')
  return version !== 0 && !isMapped && size >= 1 && size <= bits
}

/** The ARN of an SNS topic. */
export const isTopic = (text: string): boolean =>
  /^arn:aws(?:-[a-z]+)*:sns:[a-z]{2,}(?:-[a-z0-9]+)+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/.test(text)

/** What SendGrid shows as its verification key: a P-256 key as SPKI, DER, base64. */
export const isP256Key = (text: string): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

/** A name of at most 15 octets, because a token of 48 and a separator follow it in a local part of 64. */
export const isReturnAddress = (text: string): boolean =>
  /^[\w-]+(?:\.[\w-]+)*@[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(text) && text.indexOf('@') <= 15

/** `lmtp://host:port` or `smtp://host:port`. */
export const isListenUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return (
    url !== null &&
    /^(?:lmtp|smtp):$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.port !== '' &&
    url.username === ''
  )
}

/** `imap[s]://user:password@host/folder`. */
export const isMailboxUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return (
    url !== null && /^imaps?:$/.test(url.protocol) && url.hostname !== '' && url.username !== '' && url.password !== ''
  )
}

import { domainToASCII } from 'node:url'

/** Someone in an address header. Mail is never addressed by a string: a string can hold a second recipient. */
export interface Mailbox {
  readonly name: string | null
  readonly address: string
}

const lineBreaker = /[[\p{Cc}--\t]\u2028\u2029]/v

/** Throws a TypeError when a text could start a new line: CR, LF, NUL, any other C0 or C1 control but tab, U+2028, U+2029. */
export const assertOneLine = (text: string, what: string): void => {
  if (lineBreaker.test(text)) throw new TypeError(`${what} holds a line break or a control character`)
}

/** A dot-atom of RFC 5322 with the letters of RFC 6532: no quotes, no comments, no spaces, nothing invisible. */
const localPart = /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+)*$/u
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** What UTS 46 leaves as it is: most domains, and a message writes two. */
const plainDomain = /^(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The A-label form of a domain name (UTS 46). Throws a TypeError when it is not one. */
export const wireDomain = (domain: string): string => {
  if (domain.length <= 253 && plainDomain.test(domain)) return domain
  // Invisible characters vanish in UTS 46 and would leave another domain behind.
  const ascii = /[\p{Cf}\p{Cc}\s]/u.test(domain) ? '' : domainToASCII(domain)
  if (ascii.length > 253 || !hostName.test(ascii)) throw new TypeError('not a domain name')
  return ascii
}

/** An address as envelope and headers carry it: the local part as given, the domain as A-labels. Throws a TypeError on anything else. */
export const wireAddress = (address: string): string => {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  if (Buffer.byteLength(local) > 64 || !localPart.test(local)) throw new TypeError('not a mail address')
  return `${local}@${wireDomain(address.slice(at + 1))}`
}

/** Whether a wire address may only go to a relay that offers SMTPUTF8 (RFC 6531). */
export const needsSmtpUtf8 = (wire: string): boolean => /\P{ASCII}/u.test(wire)

/** What stands behind the last @ of an address, as it is written. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

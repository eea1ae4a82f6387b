import { encodedWords } from './encoded-words.ts'
import { assertOneLine, wireAddress, wireDomain, type Mailbox } from './mailbox.ts'

/** One header. Those that name people take a mailbox, all others a text of one line. */
export type Header = readonly [name: string, value: string | Mailbox]

const addressHeaders = new Set(['from', 'sender', 'reply-to', 'to', 'cc'])
const textHeaders = /^(?:subject|comments|x-.*)$/
const lineLimit = 76
const hardLimit = 998

/** Folds at single spaces. The first word stays on the first line, because some programs lose a value that begins on the second. */
const fold = (start: string, value: string): string => {
  if (start.length + value.length <= lineLimit) return start + value
  let folded = start
  let column = start.length
  for (const [index, word] of value.split(' ').entries()) {
    const breaks = index > 0 && word !== '' && column + 1 + word.length > lineLimit
    if (index > 0) folded += breaks ? '\r\n ' : ' '
    folded += word
    column = (breaks ? 1 : column + (index > 0 ? 1 : 0)) + word.length
  }
  return folded
}

const plainWords = /^[!-~]+(?: [!-~]+)*$/

const encodeText = (start: string, value: string): string => {
  const plain = plainWords.test(value) && !value.includes('=?') && value.split(' ').every((word) => word.length <= 60)
  return plain ? fold(start, value) : start + encodedWords(value, lineLimit - start.length)
}

const atoms = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/
const printable = /^[ -~]*$/

const encodePhrase = (name: string, room: number): string => {
  const phrase = atoms.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`
  const plain = printable.test(name) && !name.includes('=?') && phrase.length <= room
  return plain ? phrase : encodedWords(name, room)
}

const encodeMailbox = (start: string, { name, address }: Mailbox): string => {
  const wire = wireAddress(address)
  if (name === null || name.trim() === '') return start + wire
  assertOneLine(name, 'a display name')
  const phrase = start + encodePhrase(name, lineLimit - start.length)
  const column = phrase.length - (phrase.lastIndexOf('\n') + 1)
  return `${phrase}${column + wire.length + 3 > lineLimit ? '\r\n ' : ' '}<${wire}>`
}

const encodeValue = (start: string, key: string, value: string | Mailbox): string => {
  const isAddress = addressHeaders.has(key)
  if (typeof value !== 'string') {
    if (!isAddress) throw new TypeError(`${key} takes a text, not a mailbox`)
    return encodeMailbox(start, value)
  }
  if (isAddress) throw new TypeError(`${key} takes a mailbox, not a text`)
  assertOneLine(value, key)
  if (textHeaders.test(key)) return encodeText(start, value)
  if (!printable.test(value)) throw new TypeError(`${key} takes ASCII only`)
  return fold(start, value)
}

/**
 * One header as it stands in the message: encoded words (RFC 2047) where the text needs them, folded, ended by CRLF.
 * Throws a TypeError, before anything is built, on a value that could begin another header, and on Bcc.
 */
export const encodeHeader = ([name, value]: Header): string => {
  const key = name.toLowerCase()
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(key) || key === 'bcc') throw new TypeError(`not a header we write: ${key}`)
  const encoded = encodeValue(`${name}: `, key, value)
  if (encoded.length > hardLimit / 3 && encoded.split('\r\n').some((line) => Buffer.byteLength(line) > hardLimit))
    throw new TypeError(`${key} is too long for a line`)
  return `${encoded}\r\n`
}

/** A Date header's value (RFC 5322), in UTC. */
export const formatDate = (instant: Date): string => instant.toUTCString().replace('GMT', '+0000')

const angled = (url: string, schemes: RegExp): string => {
  if (!schemes.test(url) || !/^[!-~]+$/.test(url) || /[<>]/.test(url))
    throw new TypeError('not a link for a List header')
  return `<${url}>`
}

/** What a digest says about the list it belongs to. */
export interface ListIdentity {
  readonly newsletterSlug: string
  readonly listDomain: string
  /** The RFC 8058 address; `https:` everywhere but on a laptop. */
  readonly oneClickUrl: string
  /** A `mailto:` link that unsubscribes as well. */
  readonly mailto: string
  readonly issueId?: string
  readonly archiveUrl?: string
  readonly helpUrl?: string
}

/**
 * The list headers of a digest: List-Id (RFC 2919), List-Unsubscribe and -Post (RFC 2369, RFC 8058), List-Archive and
 * List-Help where known, Feedback-ID, Precedence. Only List-Unsubscribe differs from reader to reader.
 */
export const listHeaders = (list: ListIdentity): Header[] => {
  const web = /^https?:\/\//
  const headers: Header[] = [
    ['List-Id', `<${wireDomain(`${list.newsletterSlug}.${list.listDomain}`)}>`],
    ['List-Unsubscribe', `${angled(list.oneClickUrl, web)}, ${angled(list.mailto, /^mailto:/)}`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['Feedback-ID', `${list.issueId ?? ''}:${wireDomain(list.newsletterSlug)}:digest:nashra`],
    ['Precedence', 'bulk'],
  ]
  if (list.archiveUrl !== undefined) headers.push(['List-Archive', angled(list.archiveUrl, web)])
  if (list.helpUrl !== undefined) headers.push(['List-Help', angled(list.helpUrl, web)])
  return headers
}

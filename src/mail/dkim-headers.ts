const overSigned = [
  'from',
  'to',
  'cc',
  'reply-to',
  'subject',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'list-unsubscribe',
  'list-unsubscribe-post',
]

const signedOnce = [
  'message-id',
  'list-id',
  'list-help',
  'list-archive',
  'feedback-id',
  'precedence',
  'auto-submitted',
  'in-reply-to',
  'references',
]

const signed = new Set([...overSigned, ...signedOnce])
const lineLimit = 76

/** What a DKIM signature covers of a message's headers, as far as it is the same for all readers. */
export interface SignedHeaders {
  /** The `h=` tag, folded: those that stand in every message, those of the reader, then once more what nobody may add. */
  readonly names: string
  /** The same in relaxed form. */
  readonly relaxedNames: string
  /** The constant ones among them in relaxed form, in the order of `names`, each ended by CRLF. */
  readonly constant: string
}

/** Whether a header is signed. What relays take out or put in on their way is not. */
export const isSigned = (name: string): boolean => signed.has(name.toLowerCase())

/** A header in relaxed form (RFC 6376, 3.4.2), ended by CRLF. */
export const relaxed = (header: string): string => {
  const colon = header.indexOf(':')
  const value = header.slice(colon + 1).replaceAll('\r\n', '')
  const single = /\t| {2}/.test(value) ? value.replaceAll(/[ \t]+/g, ' ') : value
  return `${header.slice(0, colon).toLowerCase()}:${single.trim()}\r\n`
}

const nameOf = (header: string): string => header.slice(0, header.indexOf(':')).toLowerCase()

/** Breaks a list of names after colons, where a verifier expects white space. */
const foldNames = (names: readonly string[]): string => {
  let folded = 'h='
  let column = 3
  for (const [index, name] of names.entries()) {
    const text = index === names.length - 1 ? `${name};` : `${name}:`
    if (column + text.length > lineLimit) {
      folded += '\r\n '
      column = 1
    }
    folded += text
    column += text.length
  }
  return folded
}

/**
 * Plans the signing of messages with these constant headers, encoded, and reader's headers of these names, in the order
 * they will be given. Names that nobody may add are listed once more than they stand (RFC 6376, 8.15).
 */
export const signedHeaders = (constant: readonly string[], readerNames: readonly string[]): SignedHeaders => {
  const ours = constant.filter((header) => isSigned(nameOf(header)))
  const standing = [...ours.map(nameOf), ...readerNames.filter(isSigned).map((name) => name.toLowerCase())]
  const names = foldNames([...standing, ...overSigned])
  return { names, relaxedNames: names.replaceAll('\r\n', ''), constant: ours.map(relaxed).join('') }
}

import type { EncodePart } from './encoded-part.ts'

const softBreak = '=\r\n'
const room = 75

const escaped = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
const literal = /[ -<>-~]/
const tokens = escaped.map((token, byte) =>
  literal.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : token,
)

const space = 0x20
const dot = 0x2e

const encodeLine = (line: string): string => {
  const bytes = Buffer.from(line)
  let encoded = ''
  let column = 0
  for (const [index, byte] of bytes.entries()) {
    const fragile = byte === space && (index === bytes.length - 1 || encoded.endsWith(' '))
    let token = (fragile ? escaped[byte] : tokens[byte]) as string
    if (column + token.length > room) {
      encoded += softBreak
      column = 0
    }
    // No encoded line begins with a dot, so that SMTP has nothing to stuff and one form of the bytes serves all.
    if (column === 0 && byte === dot) token = '=2E'
    encoded += token
    column += token.length
  }
  return encoded
}

const needsNothing = /^[!-<>-~]*$/
const wholeLines = /.{1,75}/g

/** Long links, most of what differs from reader to reader, are only broken. */
const breakLine = (line: string): string | null => {
  const lines = line.match(wholeLines) ?? []
  return lines.some((text) => text.startsWith('.')) ? null : lines.join(softBreak)
}

/**
 * Quoted-printable (RFC 2045) of a text with CRLF line ends: lines of at most 75, none beginning with a dot, ending in
 * white space, or holding any that a relay might think it may shorten.
 */
export const quotedPrintable = (text: string): string =>
  (needsNothing.test(text) ? breakLine(text) : null) ?? text.split('\r\n').map(encodeLine).join('\r\n')

const endsLine = (encoded: string): boolean => encoded === '' || encoded.endsWith('\r\n')

/** Encodes a part as quoted-printable; each slot stands on lines of its own between soft line breaks. */
export const quotedPrintablePart: EncodePart = ({ constants, slots }) => {
  const encoded = constants.map(quotedPrintable)
  const pieces = encoded.map((text, index) =>
    Buffer.from(index === slots.length || endsLine(text) ? text : text + softBreak, 'latin1'),
  )
  return {
    encoding: 'quoted-printable',
    size: pieces.reduce((sum, piece) => sum + piece.length, 0),
    start: pieces[0] ?? Buffer.alloc(0),
    write: (out, valueOf) => {
      for (const [index, piece] of pieces.entries()) {
        out.copy(piece)
        const slot = slots[index]
        const value = slot === undefined ? '' : quotedPrintable(valueOf(slot))
        const goesOn = index + 1 < slots.length || encoded[index + 1] !== ''
        if (value !== '') out.latin1(goesOn ? value + softBreak : value)
      }
    },
  }
}

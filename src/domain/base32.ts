const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** Base32 (RFC 4648) in small letters without padding: what survives a mail host that changes the case of an address. */
export const toBase32 = (bytes: Uint8Array): string => {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += letters[(held >> bits) & 31]
    }
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text
}

/** The bytes of a base32 text in either case; null when it is none, or not the one spelling of its bytes. */
export const fromBase32 = (text: string): Buffer | null => {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8))
  let held = 0
  let bits = 0
  let at = 0
  for (const letter of text.toLowerCase()) {
    const value = letters.indexOf(letter)
    if (value < 0) return null
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 0xff
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? bytes : null
}

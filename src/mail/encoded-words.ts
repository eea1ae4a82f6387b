const frame = '=?UTF-8?B??='.length
const longest = 75
const shortest = 32

const bytesIn = (room: number): number => Math.floor((room - frame) / 4) * 3

/** The longest beginning of whole code points within `limit` bytes; it ends after a space where it can, for decoders that put one between two words. */
const beginning = (text: string, limit: number): string => {
  if (3 * text.length <= limit) return text
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit))
  if (read === text.length) return text
  const space = text.lastIndexOf(' ', read - 1)
  return text.slice(0, space > 0 ? space + 1 : read)
}

/**
 * A text as encoded words (RFC 2047, UTF-8, B), each at most 75 characters and none cut inside a character, folded
 * onto lines of at most 76. `room` is what the first line has left.
 */
export const encodedWords = (text: string, room: number): string => {
  const words: string[] = []
  let left = text
  let limit = bytesIn(Math.min(Math.max(room, shortest), longest))
  while (left !== '') {
    const part = beginning(left, limit)
    words.push(`=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`)
    left = left.slice(part.length)
    limit = bytesIn(longest)
  }
  return words.join('\r\n ')
}

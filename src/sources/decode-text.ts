const boms: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

const declared = [/^[^>]{0,80}?encoding=["']([\w.:-]{1,40})/i, /<meta[^>]{0,200}?charset=["']?([\w.:-]{1,40})/i]

const labelsOf = (body: Buffer, contentType: string | undefined): string[] => {
  const beginning = body.toString('latin1', 0, 2048).trimStart()
  const inHeader = /charset=["']?([\w.:-]{1,40})/i.exec(contentType ?? '')
  const inText = declared.map((pattern) => pattern.exec(beginning))
  return [inHeader, ...inText].map((match) => match?.[1]).filter((label) => label !== undefined)
}

const decodeAs = (label: string, body: Buffer, fatal: boolean): string | null => {
  try {
    return new TextDecoder(label, { fatal }).decode(body)
  } catch {
    return null
  }
}

/**
 * The text of a feed or page in whatever encoding it came: a byte order mark rules, then the Content-Type header, then
 * the XML prolog or HTML meta, then UTF-8. A label that the bytes contradict is passed over. Never throws.
 */
export const decodeText = (body: Buffer, contentType: string | undefined): string => {
  const marked = boms.find(([, mark]) => mark.every((octet, at) => body[at] === octet))
  if (marked) return decodeAs(marked[0], body, false) ?? ''
  for (const label of [...labelsOf(body, contentType), 'utf-8']) {
    const text = decodeAs(label, body, true)
    if (text !== null) return text
  }
  return decodeAs('utf-8', body, false) ?? ''
}

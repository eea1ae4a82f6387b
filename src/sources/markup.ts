/** A tag as it stands in its source. */
export interface Tag {
  readonly kind: 'open' | 'close'
  /** As written. */
  readonly name: string
  /** Names and values as written, entities undecoded; at most 64. */
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly selfClosing: boolean
  readonly start: number
  /** Behind its `>`. */
  readonly end: number
}

export interface MarkupOptions {
  /** XML knows CDATA sections and lets names begin with almost anything; HTML tags begin with an ASCII letter. */
  readonly xml: boolean
}

const maxAttributes = 64

const matchAt = (pattern: RegExp, source: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}

/** Each of these eats one stretch and never looks at a character twice, so that reading is linear however hostile the text. */
const tagName = /[^\s/>]*/y
const gap = /[\s/]*/y
const attributeName = /=?[^\s/>=]*/y
const equals = /\s*=\s*/y
const bareValue = /[^\s>]*/y

const readValue = (source: string, at: number): { value: string; end: number } | null => {
  const quote = source[at]
  if (quote !== '"' && quote !== "'") {
    const value = matchAt(bareValue, source, at)
    return { value, end: at + value.length }
  }
  const closing = source.indexOf(quote, at + 1)
  return closing < 0 ? null : { value: source.slice(at + 1, closing), end: closing + 1 }
}

const readTag = (source: string, start: number): Tag | null => {
  const kind = source[start + 1] === '/' ? 'close' : 'open'
  const nameAt = start + (kind === 'close' ? 2 : 1)
  const name = matchAt(tagName, source, nameAt)
  const attributes: [string, string][] = []
  let at = nameAt + name.length
  while (at < source.length) {
    const between = matchAt(gap, source, at)
    at += between.length
    if (source[at] === '>') return { kind, name, attributes, selfClosing: between.endsWith('/'), start, end: at + 1 }
    const attribute = matchAt(attributeName, source, at)
    at += attribute.length
    const sign = matchAt(equals, source, at)
    const read = sign ? readValue(source, at + sign.length) : { value: '', end: at }
    if (!read) return null
    if (attributes.length < maxAttributes) attributes.push([attribute, read.value])
    at = read.end
  }
  return null
}

const behind = (source: string, mark: string, from: number): number => {
  const at = source.indexOf(mark, from)
  return at < 0 ? source.length : at + mark.length
}

const skipDeclaration = (source: string, at: number, { xml }: MarkupOptions): number => {
  if (source.startsWith('<!--', at)) return behind(source, '-->', at + 2)
  if (xml && source.startsWith('<![CDATA[', at)) return behind(source, ']]>', at + 9)
  return behind(source, '>', at)
}

/** A comment, a declaration, a CDATA section, or a tag that never ends. */
export interface Skipped {
  readonly kind: 'skipped'
  readonly start: number
  readonly end: number
}

/**
 * The first tag or skipped stretch that begins at or after `from`; null when only text is left. A `<` that opens neither
 * belongs to the text. A tag that never ends takes the rest with it, as in a browser.
 */
export const nextTag = (source: string, from: number, options: MarkupOptions): Tag | Skipped | null => {
  const opens = options.xml ? /^[^\s/>]$/ : /^[a-z]$/i
  for (let at = source.indexOf('<', from); at >= 0; at = source.indexOf('<', at + 1)) {
    const next = source[at + 1] ?? ''
    if (next === '!' || next === '?') return { kind: 'skipped', start: at, end: skipDeclaration(source, at, options) }
    if (opens.test(next === '/' ? (source[at + 2] ?? '') : next))
      return readTag(source, at) ?? { kind: 'skipped', start: at, end: source.length }
  }
  return null
}

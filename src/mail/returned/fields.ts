/** A block of header-like lines, such as a group of a delivery report (RFC 3464): lower-case names, values unfolded. */
export interface Fields {
  /** The first value of a field, trimmed; empty when there is none. */
  first(name: string): string
  all(name: string): readonly string[]
  readonly isEmpty: boolean
}

const mostFields = 500

/** Fields of which some are already apart, such as the headers of a parsed mail. */
export const fieldsFrom = (pairs: readonly (readonly [name: string, value: string])[]): Fields => {
  const values = new Map<string, string[]>()
  for (const [name, value] of pairs.slice(0, mostFields)) {
    const key = name.toLowerCase()
    values.set(key, [...(values.get(key) ?? []), value.trim()])
  }
  return {
    first: (name) => values.get(name)?.[0] ?? '',
    all: (name) => values.get(name) ?? [],
    isEmpty: values.size === 0,
  }
}

/** Reads one block of fields; lines that are none are passed over. */
export const readFields = (block: string): Fields => {
  const pairs: [string, string][] = []
  for (const line of block.split('\n', mostFields * 4)) {
    const last = pairs.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) last[1] += ` ${line.trim()}`
    const [, name, value = ''] = /^([!-9;-~]{1,80})[ \t]*:(.*)$/.exec(line.trimEnd()) ?? []
    if (name !== undefined) pairs.push([name, value])
  }
  return fieldsFrom(pairs)
}

/** The groups of a report, which empty lines part. */
export const readGroups = (text: string): Fields[] =>
  text
    .replaceAll('\r', '')
    .split(/\n[ \t]*\n/, 200)
    .map(readFields)
    .filter((group) => !group.isEmpty)

/** The address of a field such as `rfc822; salma@example.org` or `Salma <salma@example.org>`; null when there is none. */
export const addressIn = (value: string): string | null => {
  const bare = value.replace(/^\s*[\w-]{1,30}\s*;\s*/, '').slice(0, 600)
  const found = /<([^<>\s]+@[^<>\s]+)>/.exec(bare) ?? /([^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]+)/.exec(bare)
  return found?.[1]?.replace(/\.$/, '') ?? null
}

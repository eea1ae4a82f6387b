/** An http or https address made absolute; null for anything else, and for addresses with credentials. */
export const resolveUrl = (address: string, base?: string): URL | null => {
  const url = URL.parse(address.trim(), base)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return null
  return url.username || url.password ? null : url
}

const upperCaseEscapes = (href: string): string => href.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())

/**
 * The one spelling by which a post's address is kept and compared: punycode host, percent-encoded, escapes in upper case
 * (WordPress writes `%d8`), no campaign parameters. Null when it is no http address.
 */
export const canonicalUrl = (address: string, base?: string): string | null => {
  const url = resolveUrl(address, base)
  if (!url) return null
  for (const name of Array.from(url.searchParams.keys())) if (/^utm_\w+$/i.test(name)) url.searchParams.delete(name)
  return upperCaseEscapes(url.href)
}

/** Longer addresses are no use in a mail and could eat its size budget. */
const longest = 2000

/** An `http:` or `https:` address as it was given, or null for everything else that a link or image could carry. */
export const webUrl = (url: string | null | undefined): string | null => {
  if (!url || url.length > longest || /[\s\p{Cc}]/u.test(url)) return null
  const protocol = URL.parse(url)?.protocol
  return protocol === 'https:' || protocol === 'http:' ? url : null
}

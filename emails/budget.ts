/**
 * Bytes of decoded HTML, UTF-8. Gmail clips a part near 102 kB, perhaps counting its transfer encoding; 74 kB stay below
 * that even in base64. Measured: the frame of a mail takes 9 kB, a post with image, label, author and an excerpt of 280
 * letters 2.3 kB in English and 2.9 kB in Arabic, whose letters take two bytes and six in percent-encoded links.
 */
export const mailBudget = {
  /** Twelve posts, the default of a newsletter, stay below this. */
  comfortable: 60_000,
  /** Nothing that Nashra sends is larger: the tail of a digest becomes "and 7 more" first. */
  hardLimit: 74_000,
  /** The foot, with unsubscribe link and postal address, ends before this: 95 % of the limit. */
  footBy: 70_300,
} as const

export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')

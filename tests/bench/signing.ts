import type { Subject } from './hall.ts'

/** The newsletter whose sender signs, or the one whose sender has no key; `part` tells apart those of one kind. */
export const slugOf = (signed: boolean, part = 'whole'): string => `${signed ? 'signed' : 'plain'}-${part}`

export interface Opening {
  readonly subject: Subject
  readonly slug: string
  readonly readers: number
  readonly signed: boolean
}

/** Founds a newsletter with its readers, and with a key of its sender's (rsa-2048) when it is to be signed. */
export const openNewsletter = async ({ subject, slug, readers, signed }: Opening): Promise<void> => {
  await subject.newsroom.founds(slug)
  await subject.newsroom.gathers(slug, readers)
  if (signed) await sign(subject, `${slug}.example`)
}

/** Nobody asks DNS here: the key signs though its record stands nowhere. */
const sign = async ({ post }: Subject, domain: string): Promise<void> => {
  const { id } = await post('/dkim-keys', { domain, algorithm: 'rsa' })
  await post(`/dkim-keys/${id}/sign`, { unchecked: true })
}

import { readAddress } from '../domain/address.ts'
import type { DigestContent, RenderedMail } from '../domain/digest.ts'
import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import { Refused } from '../domain/refusal.ts'
import type { Outcome } from '../mail/outcome.ts'
import { contentFor } from './compose-window.ts'
import type { House } from './house.ts'
import { isRelayFault } from './relay-fault.ts'
import { previewIssue } from './trigger-issue.ts'

/**
 * The next digest as a reader of a language would get it now: the posts of the coming issue or, when nothing is new, the
 * newest ones there are. The links at its foot lead to the newsletter's page, not to anybody's subscription.
 * @throws Refused `conflict` `no_posts` when the newsletter has none at all
 */
export const previewDigest = async (
  house: House,
  newsletter: Newsletter,
  options: { lang: Locale; note: string | null; test?: boolean; address?: string },
): Promise<RenderedMail> => {
  const content = await nextContent(house, newsletter, options)
  if (content.posts.length === 0) throw new Refused({ kind: 'conflict', what: 'no_posts' })
  const page = house.links.to(`/n/${newsletter.slug}`)
  const parts = { address: options.address ?? newsletter.sender.address, unsubscribeUrl: page, preferencesUrl: page }
  return house.renderer.renderDigest(content, newsletter, parts, { test: options.test ?? false })
}

/** Sends that digest to one address, marked as a test; the ledger knows nothing of it. */
export const sendTest = async (
  house: House,
  newsletter: Newsletter,
  options: { to: string; lang: Locale; note: string | null },
): Promise<Pick<Outcome, 'kind' | 'reply'>> => {
  const address = readAddress(options.to)
  if (typeof address === 'string') throw new Refused({ kind: 'invalid', issues: [{ path: 'to', message: address }] })
  const mail = await previewDigest(house, newsletter, { ...options, test: true, address: address.address })
  try {
    return await house.mailer.send({
      ...mail,
      from: newsletter.sender,
      to: { name: null, address: address.address },
      messageId: house.digests.messageIdOf(newsletter, `test-${house.clock.now().getTime()}`, newsletter.id),
      autoSubmitted: true,
    })
  } catch (fault) {
    if (isRelayFault(fault)) return { kind: 'deferred', reply: fault.message }
    throw fault
  }
}

const nextContent = async (
  house: House,
  newsletter: Newsletter,
  { lang, note }: { lang: Locale; note: string | null },
): Promise<DigestContent> => {
  const { posts } = await previewIssue(house, { newsletter, cadence: null, at: null })
  const shown = posts.length > 0 ? posts : await house.store.posts.recent(newsletter.id, newsletter.maxPosts)
  return contentFor(shown.toReversed(), { newsletter, lang, skip: 0, note })
}

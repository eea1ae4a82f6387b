import type { ReaderParts, RenderedMail } from '../domain/digest.ts'
import type { Locale } from '../domain/locale.ts'
import type { Newsletter } from '../domain/newsletter.ts'
import type { Post } from '../domain/post.ts'
import { contentFor } from './compose-window.ts'
import type { House } from './house.ts'
import { pauseForAlarm } from './raise-alarm.ts'

/** A rendition of an issue, rendered and not yet kept. */
export interface FreshMail {
  readonly mail: RenderedMail
  /** What stands in it where readers differ. */
  readonly marks: ReaderParts
  readonly newsletter: Newsletter
  readonly lang: Locale
  readonly issueId: string
}

/** What would be wrong with the largest mail of an issue with these posts, newest first, rendered for a trial. */
export const trialFaults = async (
  house: House,
  { newsletter, note }: { newsletter: Newsletter; note: string | null },
  posts: readonly Post[],
): Promise<string[]> => {
  const lang = newsletter.locale
  const parts = house.digests.marksOf('trial')
  const content = contentFor(posts.toReversed(), { newsletter, lang, skip: 0, note })
  const mail = await house.renderer.renderDigest(content, newsletter, parts)
  return house.renderer.digestFaults(mail, { lang, newsletter, parts })
}

/**
 * Lets nothing pass that must not be sent: its issue is paused before its first message, and admins are told. Once the cause is
 * mended and the issue goes on, it is rendered anew.
 * @throws Error which ends the work on the batch
 */
export const refuseUnfit = async (
  house: House,
  { mail, marks, newsletter, lang, issueId }: FreshMail,
): Promise<void> => {
  const [obstacle] = house.renderer.digestFaults(mail, { lang, newsletter, parts: marks })
  if (obstacle === undefined) return
  const facts = { newsletter: newsletter.name, obstacle }
  await pauseForAlarm(house, issueId, { kind: 'unfit', about: `issue ${issueId}`, level: 'grave', facts })
  throw new Error(`A mail of issue ${issueId} must not be sent: ${obstacle}.`)
}

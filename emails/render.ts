import type { DigestContent, ReaderParts, RenderedMail } from '../src/domain/digest.ts'
import { directionOf } from '../src/domain/locale.ts'
import type { Newsletter } from '../src/domain/newsletter.ts'
import { bytesOf, mailBudget } from './budget.ts'
import { readDigest } from './digest.ts'
import { digestTree } from './digest-html.ts'
import { digestText } from './digest-text.ts'
import { clean, imprintOf } from './imprint.ts'
import { compileMjml } from './mjml.ts'
import type { Notice, NoticeParts } from './notice.ts'
import { letterOf } from './notice.ts'
import { noticeLinks, noticeSubject, noticeText, noticeTree } from './notice-mail.ts'
import { voiceOf } from './say.ts'

export interface DigestOptions {
  /** Marks the subject as a test. */
  readonly test?: boolean
}

/** Moves the last posts of a digest into "and 7 more", as many as its size is too large. */
const shortened = (content: DigestContent, bytes: number): DigestContent => {
  const count = content.posts.length
  const kept = Math.max(1, Math.min(count - 1, Math.floor((count * mailBudget.footBy) / bytes)))
  return { ...content, posts: content.posts.slice(0, kept), more: content.more + count - kept }
}

/**
 * Renders one digest in the language of its content, about 20 ms. Posts that would lift the HTML above
 * `mailBudget.footBy`, where the foot must have ended, become part of "more". The reader's parts are printed as they are: the two addresses once each in
 * HTML and, alone on a line, in text; the mail address once in both, all of them at the foot.
 */
export const renderDigest = async (
  content: DigestContent,
  newsletter: Newsletter,
  parts: ReaderParts,
  { test = false }: DigestOptions = {},
): Promise<RenderedMail> => {
  const digest = readDigest(content, newsletter, { ...parts, test })
  const html = await compileMjml(digestTree(digest), content.lang, digest.voice.direction)
  const bytes = bytesOf(html)
  if (bytes > mailBudget.footBy && content.posts.length > 1)
    return renderDigest(shortened(content, bytes), newsletter, parts, { test })
  return { subject: digest.subject, html, text: digestText(digest) }
}

/** Renders a notice in its own language; without a newsletter the service speaks in its own name. */
export const renderNotice = async (
  notice: Notice,
  newsletter: Newsletter | null,
  parts: NoticeParts,
): Promise<RenderedMail> => {
  const voice = voiceOf(notice.lang, newsletter?.digits ?? 'arab')
  const imprint = imprintOf(newsletter, voice)
  const letter = letterOf(notice, imprint, { address: clean(parts.address), voice })
  const framedLetter = { letter, voice, imprint, links: noticeLinks(parts, letter.action.url) }
  return {
    subject: noticeSubject(framedLetter),
    html: await compileMjml(noticeTree(framedLetter), notice.lang, directionOf(notice.lang)),
    text: noticeText(framedLetter),
  }
}

import type { DigestContent } from '../src/domain/digest.ts'
import { subjectInDirection } from '../src/domain/text.ts'
import type { Block } from './block.ts'
import { cutAtWord, visibleLength } from './cut.ts'
import type { Voice } from './say.ts'

/** The most that inboxes show of a subject, in visible characters. */
export const longestSubject = 70

const endsASentence = /[.!?؟…:؛،,]$/u

/**
 * The subject of a digest: the only post's title, or the first one's and how many more there are.
 * At most 70 visible characters, the title cut between words; laid out in the digest's direction.
 */
export const digestSubject = (
  lead: Block | undefined,
  content: Pick<DigestContent, 'posts' | 'more'>,
  look: { voice: Voice; name: string; test: boolean },
): string => {
  const { voice, name, test } = look
  const others = Math.max(0, content.posts.length - 1) + content.more
  const prefix = test ? `${voice.text({ key: 'test_prefix' })} ` : ''
  const tail = lead && others > 0 ? voice.text({ key: 'subject_more', values: { count: others } }) : ''
  // One character for the comma, one for the space.
  const room = longestSubject - visibleLength(prefix) - (tail ? visibleLength(tail) + 2 : 0)
  const title = cutAtWord(lead?.title ?? name, room).start
  const comma = endsASentence.test(title) ? '' : voice.text({ key: 'comma' })
  return subjectInDirection(prefix + (tail ? `${title}${comma} ${tail}` : title), voice.direction)
}

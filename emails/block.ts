import type { DigestPost } from '../src/domain/digest.ts'
import type { Direction, Locale } from '../src/domain/locale.ts'
import { isLocale } from '../src/domain/locale.ts'
import type { Newsletter } from '../src/domain/newsletter.ts'
import { formatDay } from '../src/i18n/dates.ts'
import { cutAtWord } from './cut.ts'
import { clean } from './imprint.ts'
import { likelyLang, voiceOf } from './say.ts'
import type { Voice } from './say.ts'
import { webUrl } from './web-url.ts'

/** One post as it stands in a digest: cleaned, with a title in any case, and in its own language and direction. */
export interface Block {
  readonly lang: string
  readonly direction: Direction
  /** Speaks the block's small words (date, "read more"). */
  readonly voice: Voice
  readonly title: string
  readonly excerpt: string
  readonly url: string | null
  readonly image: {
    readonly url: string
    readonly alt: string
    readonly width: number
    readonly portrait: boolean
  } | null
  readonly label: string
  readonly author: string
  readonly date: string
}

// Far above what sources give; they bound the size of one block, whatever comes in.
const longestTitle = 200
const longestExcerpt = 400
const longestName = 80
/** From an excerpt that must serve as a title. */
const borrowedTitle = 70
const unknownWidth = 1200

const clipped = (text: string, limit: number): string => cutAtWord(clean(text.slice(0, limit * 16)), limit).start

const langOf = ({ lang, direction }: DigestPost, digest: Voice): string => {
  if (lang !== null && /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(lang)) return lang
  return likelyLang(direction, digest.locale)
}

/** A block reads in one language where Nashra speaks it; elsewhere the small words stay in the digest's. */
const localeOf = (lang: string, digest: Locale): Locale => {
  const [primary] = lang.toLowerCase().split('-')
  return isLocale(primary) ? primary : digest
}

const wordsOf = (post: DigestPost, voice: Voice): Pick<Block, 'title' | 'excerpt'> => {
  const title = clipped(post.title, longestTitle)
  const excerpt = clipped(post.excerpt, longestExcerpt)
  if (title) return { title, excerpt }
  if (!excerpt) return { title: voice.text({ key: 'untitled' }), excerpt: '' }
  const { start, rest } = cutAtWord(excerpt, borrowedTitle)
  return { title: start, excerpt: rest && `…${rest}` }
}

const imageOf = ({ image, title }: DigestPost): Block['image'] => {
  const url = webUrl(image?.url)
  if (image === null || url === null) return null
  const { width, height } = image
  return {
    url,
    // A linked image without words would have its address read out.
    alt: clipped(image.alt, longestTitle) || clipped(title, longestTitle),
    width: width !== null && width > 0 ? Math.round(width) : unknownWidth,
    portrait: width !== null && height !== null && height > width,
  }
}

/** Reads a frozen post for a digest in the given voice; dates are days in the newsletter's zone. */
export const blockOf = (post: DigestPost, digest: Voice, { digits, timeZone }: Newsletter): Block => {
  const lang = langOf(post, digest)
  const locale = localeOf(lang, digest.locale)
  const voice = locale === digest.locale ? digest : voiceOf(locale, digits)
  return {
    lang,
    direction: post.direction,
    voice,
    ...wordsOf(post, voice),
    url: webUrl(post.url),
    image: imageOf(post),
    label: clipped(post.categories[0] ?? '', longestName),
    author: clipped(post.author ?? '', longestName),
    date: formatDay(new Date(post.publishedAt), locale, digits, timeZone),
  }
}

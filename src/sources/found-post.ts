import { directionOfTag, type Direction } from '../domain/locale.ts'
import { isLocale } from '../domain/locale.ts'
import type { FoundPost, PostImage } from '../domain/post.ts'
import { directionOfText, excerptOf, oneLine, stripBidiControls } from '../domain/text.ts'
import { cleanHtml, plainText, proseText } from './clean.ts'
import { parseHtml } from './html-tree.ts'

/** A post as a source spells it. Whatever is HTML is still dirty. */
export interface PostParts {
  readonly keys: readonly string[]
  /** Plain text; may be empty. */
  readonly title: string
  readonly html: string
  /** An excerpt as HTML, an editor's or the source's own; null when there is none. */
  readonly summary: string | null
  /** Canonical. */
  readonly url: string
  readonly image: PostImage | null
  readonly author: string | null
  /** The language that the source says its posts are in. */
  readonly lang: string | null
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly publishedAt: Date
  readonly modifiedAt: Date | null
}

const longest = { title: 300, fallbackTitle: 80, name: 120, labels: 40 }
/** Narrower ones are ornaments. */
const narrowestImage = 300

const label = (text: string, limit: number): string =>
  oneLine(stripBidiControls(text)).toWellFormed().slice(0, limit).toWellFormed()

const labels = (texts: readonly string[]): string[] =>
  [...new Set(texts.map((text) => label(text, longest.name)).filter(Boolean))].slice(0, longest.labels)

const sampleLength = 1000

/** By most of its letters, not by the first: many an Arabic title begins with a foreign name. */
const directionOfMost = (text: string): Direction | null => {
  const found = text.slice(0, sampleLength).match(/\p{L}/gu)
  if (!found) return null
  const rtl = found.filter((letter) => directionOfText(letter, 'ltr') === 'rtl').length
  return rtl * 2 >= found.length ? 'rtl' : 'ltr'
}

/** "en-US" and "en" are one language to a reader who chose English. */
const withoutRegion = (tag: string | null): string | null => {
  const [language] = tag?.toLowerCase().split('-') ?? []
  return isLocale(language) ? language : tag
}

const languageOf = (declared: string | null, text: string): string | null => {
  const tag = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(declared ?? '') ? declared : null
  const direction = directionOfMost(text)
  // Arabic sites often leave WordPress at "en-US": where the letters contradict the source, they win.
  if (!direction || (tag && directionOfTag(tag) === direction)) return withoutRegion(tag)
  return direction === 'rtl' ? 'ar' : 'en'
}

const imageIn = (html: string): PostImage | null => {
  const image = parseHtml(html)('img[width]')
    .toArray()
    .find(({ attribs }) => Number(attribs['width']) >= narrowestImage)
  if (!image) return null
  const { src, alt, width, height } = image.attribs
  return { url: src ?? '', alt: alt ?? '', width: Number(width), height: Number(height) || null }
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

const tellingLetters = 40

/** WordPress and most feeds cut their own excerpt from the text, leaving out what they please; only one that begins otherwise was written by an editor. */
const writtenExcerpt = (summary: string | null, html: string, url: string): string | null => {
  const excerpt = plainText(cleanHtml(summary ?? '', url))
  const beginning = letters(excerpt).slice(0, tellingLetters)
  const texts = [plainText(html), proseText(html)]
  return texts.some((text) => letters(text).startsWith(beginning)) ? null : excerpt
}

/** The post that these parts make, cleaned, named and described; null when there is nothing in it to read or see. */
export const foundPost = (parts: PostParts): FoundPost | null => {
  const html = cleanHtml(parts.html, parts.url)
  const prose = proseText(html)
  const picture = parts.image ?? imageIn(html)
  const image = picture && { ...picture, alt: label(picture.alt, longest.title) }
  const title = label(parts.title, longest.title)
  if (!title && !prose && !image) return null
  const lang = languageOf(parts.lang, `${title} ${prose}`)
  const excerpt = writtenExcerpt(parts.summary, html, parts.url) ?? prose
  return {
    keys: parts.keys,
    title: title || excerptOf(prose, { lang, limit: longest.fallbackTitle }) || image?.alt || new URL(parts.url).host,
    html: html.toWellFormed(),
    excerpt: excerptOf(excerpt, { lang }).toWellFormed(),
    url: parts.url,
    image,
    author: label(parts.author ?? '', longest.name) || null,
    lang,
    categories: labels(parts.categories),
    tags: labels(parts.tags),
    publishedAt: parts.publishedAt,
    modifiedAt: parts.modifiedAt,
  }
}

import type { Digest } from './digest.ts'
import { framed, sheet } from './frame.ts'
import { wordsLeaf } from './leaf.ts'
import { joined, markup } from './markup.ts'
import type { Markup } from './markup.ts'
import { element } from './mjml.ts'
import type { MjmlNode } from './mjml.ts'
import { cardPost, leadPost } from './post-card.ts'

/** Outlook breaks tables that are taller than a page, so the sheet is cut into stretches of a few posts. */
const postsPerStretch = 4

const paragraphOf = (lines: readonly string[]): Markup =>
  markup`<p class="ink say" style="margin:0 0 10px">${joined(
    lines.map((line) => markup`${line}`),
    markup`<br>`,
  )}</p>`

const noteLeaf = ({ note, voice, imprint }: Digest): MjmlNode[] => {
  if (note === null) return []
  const title = markup`<p class="tint" style="margin:0 0 4px;font-size:14px;font-weight:700;color:${imprint.accent.text}">${voice.html({ key: 'editor_note' })}</p>`
  return [wordsLeaf(note, '0 32px 16px', joined([title, ...note.paragraphs.map(paragraphOf)]))]
}

const moreLeaf = ({ more, voice, imprint }: Digest): MjmlNode[] => {
  if (more === 0) return []
  const words = voice.html({ key: 'more_on_site', values: { count: more } })
  const link = imprint.siteUrl
    ? markup`<a class="tint" href="${imprint.siteUrl}" style="color:${imprint.accent.text};font-weight:700;text-decoration:none">${words}</a>`
    : words
  return [
    element(
      'mj-text',
      { align: 'center', padding: '4px 32px 26px', 'css-class': 'g' },
      markup`<p class="ink" style="margin:0">${link}</p>`,
    ),
  ]
}

/** The MJML tree of a digest. */
export const digestTree = (digest: Digest): MjmlNode => {
  const { accent } = digest.imprint
  const posts = digest.blocks.map((block, index) => (index === 0 ? leadPost(block, accent) : [cardPost(block, accent)]))
  const stretches = Array.from({ length: Math.ceil(posts.length / postsPerStretch) }, (_, index) =>
    posts.slice(index * postsPerStretch, (index + 1) * postsPerStretch).flat(),
  )
  const leaves = [noteLeaf(digest), ...stretches, moreLeaf(digest)].filter((stretch) => stretch.length > 0)
  return framed({ ...digest, title: digest.subject, sections: leaves.map((stretch) => sheet(stretch)) })
}

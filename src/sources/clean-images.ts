import { resolveUrl } from './canonical-url.ts'
import type { HtmlElement, HtmlTree } from './html-tree.ts'
import { bestSize } from './image-size.ts'

const placeholder =
  /^(data:|about:|#|$)|\/(blank|spacer|placeholder|pixel|lazy|loading|transparent|1x1)[\w.-]*\.(gif|png|svg)/i
const pixelHosts = /^(pixel\.wp\.com|stats\.wordpress\.com|feeds\.feedburner\.com|feeds\.wordpress\.com)$/

const sizesIn = (srcset: string) =>
  srcset.split(/,\s+/).flatMap((candidate) => {
    const [url, width] = candidate.trim().split(/\s+/, 2)
    return url && width && /^\d{1,5}w$/.test(width) ? [{ url, width: Number.parseInt(width, 10) }] : []
  })

/** Lazy loading hides the real address in other attributes, behind a placeholder. */
const addressOf = ({ attribs }: HtmlElement): string => {
  const srcset = attribs['data-lazy-srcset'] ?? attribs['data-srcset'] ?? attribs['srcset']
  const sized = bestSize(sizesIn(srcset ?? ''))
  if (sized) return sized.url
  const shown = attribs['data-lazy-src'] ?? attribs['src'] ?? ''
  if (!placeholder.test(shown.trim())) return shown
  const hidden = attribs['data-src'] ?? attribs['data-original'] ?? attribs['data-orig-file']
  return hidden ?? shown
}

const isPixel = ({ attribs }: HtmlElement, url: URL): boolean =>
  pixelHosts.test(url.hostname) || [attribs['width'], attribs['height']].some((size) => /^[012](px)?$/.test(size ?? ''))

const isEmoji = ({ attribs }: HtmlElement): boolean => /\b(wp-smiley|emoji)\b/.test(attribs['class'] ?? '')

/** Gives every image its real address in a size fit for mail, writes emoji as letters, and removes pixels and images without address. */
export const improveImages = (tree: HtmlTree, baseUrl: string): void => {
  for (const image of tree('img').toArray()) {
    const address = addressOf(image)
    const url = address ? resolveUrl(address, baseUrl) : null
    if (isEmoji(image))
      tree(image).replaceWith(
        tree('<i></i>')
          .text(image.attribs['alt'] ?? '')
          .contents(),
      )
    else if (!url || isPixel(image, url)) tree(image).remove()
    else
      tree(image)
        .attr('src', url.href)
        .attr('alt', image.attribs['alt'] ?? '')
  }
}

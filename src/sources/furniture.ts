import { canonicalUrl } from './canonical-url.ts'
import type { HtmlElement, HtmlTree } from './html-tree.ts'
import { isElement, proseNodes, topNodes } from './html-tree.ts'

/** What themes and plugins hang around a text; known by class, because its words come in every language. */
const furniture = [
  'form, nav, button, input, .post-password-form, [hidden], [style*="display:none"], [style*="display: none"]',
  '.sharedaddy, .jp-relatedposts, [class*="jetpack-likes-widget"], .addtoany_share_save_container, .a2a_kit, .heateor_sss_sharing_container, .ssba',
  '.post-views, .yarpp, .yarpp-related, .post-navigation, .screen-reader-text',
  '.wpcnt, .wordads-ad, .adsbygoogle, .google-auto-placed, .quads-location, .code-block[class*="code-block-"]',
  '.ad, .ads, .advert, .advertisement, .ad-box, .ad-container, .ad-wrapper',
  '.ez-toc-container, #ez-toc-container, #toc_container, .lwptoc',
  '.mc4wp-form, .wpforms-container, .gform_wrapper, .wp-block-jetpack-contact-form',
  'a.more-link, .wp-block-read-more',
].join(', ')

const subscribeBlocks =
  '[class*="wp-block-jetpack-subscriptions"], .jetpack_subscription_widget, .jetpack-subscribe-modal, .jetpack-subscribe-overlay'

const longestInvitation = 400

/** A group that holds nothing but the subscribe block and what introduces it: a rule, a heading, a line. */
const isInvitation = (tree: HtmlTree, group: HtmlElement, inner: HtmlElement): boolean => {
  if (!tree(group).is('.wp-block-group') || tree(group).text().trim().length >= longestInvitation) return false
  const first = group.children.find(isElement)
  return first === inner || /^(hr|h[1-6])$/.test(first?.name ?? '')
}

const removeSubscribeBlocks = (tree: HtmlTree): void => {
  for (const block of tree(subscribeBlocks).toArray()) {
    let top = block
    for (let up = top.parent; up && isElement(up) && isInvitation(tree, up, top); up = top.parent) top = up
    tree(top).remove()
  }
}

/** Feeds end in "The post A appeared first on B": a last paragraph that links to the post itself and to the home page above it. */
const removeFeedFooter = (tree: HtmlTree, postUrl: string): void => {
  const post = canonicalUrl(postUrl)
  const last = topNodes(tree).findLast(isElement)
  if (!post || !last || tree(last).text().length > longestInvitation) return
  const links = tree(last)
    .find('a[href]')
    .toArray()
    .map(({ attribs }) => canonicalUrl(attribs['href'] ?? '', post) ?? '')
  const above = (link: string) => link !== post && link !== '' && post.startsWith(link.replace(/\/?$/, '/'))
  if (links.length <= 3 && links.includes(post) && links.some(above)) tree(last).remove()
}

const tail = /\s*\[\s*(?:…|\.\.\.)\s*\]\s*$/

const softenTail = (tree: HtmlTree): void => {
  const last = [...proseNodes(topNodes(tree))].findLast((node) => node.data.trim())
  if (last) last.data = last.data.replace(tail, '…')
}

/** Removes what is not the author's text: share bars, adverts, subscribe forms with their heading, "read more", feed footers, "[…]". */
export const removeFurniture = (tree: HtmlTree, postUrl: string): void => {
  removeSubscribeBlocks(tree)
  tree(furniture).remove()
  removeFeedFooter(tree, postUrl)
  softenTail(tree)
}

import type { CheerioAPI } from 'cheerio/slim'

const ownText = /[^\s\u00a0]/

/**
 * The leaves of a mail that carry no alignment, or one that contradicts their direction: MJML's columns stay
 * `text-align:left` whatever the direction, so every leaf has to say its own.
 */
export const alignmentFaults = ($: CheerioAPI): string[] =>
  $('body *')
    .toArray()
    .map((element) => $(element))
    .filter((leaf) => leaf.contents().is((_, node) => node.type === 'text' && ownText.test(node.data)))
    .filter((leaf) => leaf.closest('[style*="display:none"],style').length === 0)
    .flatMap((leaf) => {
      // An isolated word inside a line has a direction of its own; the line is aligned by its block.
      const direction = leaf.closest('[dir]:not(bdi)').attr('dir')
      const holder = leaf.closest('[style*="text-align"],[align]')
      const column = holder.is('.mj-outlook-group-fix') || holder.length === 0
      const alignment = /text-align:\s*([a-z]+)/.exec(holder.attr('style') ?? '')?.[1] ?? holder.attr('align')
      const start = leaf.text().trim().slice(0, 40)
      if (column) return [`3: "${start}" has no alignment of its own`]
      const against = direction === 'rtl' ? 'left' : 'right'
      return alignment === against ? [`6: "${start}" reads ${direction} but is aligned ${alignment}`] : []
    })

import type { VNode } from 'preact'

/** A newsletter's colour as a line across the page. An attribute of SVG, because the policy forbids inline style. */
export const ColourBand = ({ colour }: { colour: string }): VNode => (
  <svg class="band" aria-hidden="true" focusable="false">
    <rect width="100%" height="100%" fill={/^#[0-9a-f]{6}$/i.test(colour) ? colour : 'currentColor'} />
  </svg>
)

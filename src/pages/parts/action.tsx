import type { ComponentChildren, VNode } from 'preact'
import { Hidden } from './fields.tsx'

export interface ActionProps {
  /** Local address that takes the POST. */
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  /** `primary` for what the page is about, `quiet` for the rest, `grave` for what cannot be undone. */
  readonly weight?: 'primary' | 'quiet' | 'grave'
  /** Submitted by the enhance script itself: only for links that were never in a mail. */
  readonly automatic?: boolean
  readonly children: ComponentChildren
}

/** A form that is nothing but a button. */
export const Action = ({ action, fields, weight = 'primary', automatic = false, children }: ActionProps): VNode => (
  <form method="post" action={action} data-auto-submit={automatic ? '' : undefined}>
    <Hidden fields={fields} />
    <button type="submit" class={weight}>
      {children}
    </button>
  </form>
)

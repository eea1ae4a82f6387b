import type { ComponentChildren, VNode } from 'preact'

/** One sentence about what has just happened, read out by screen readers; `bad` where it failed. */
export const Notice = ({ bad = false, children }: { bad?: boolean; children: ComponentChildren }): VNode => (
  <p class={bad ? 'notice bad' : 'notice'} role={bad ? 'alert' : 'status'}>
    {children}
  </p>
)

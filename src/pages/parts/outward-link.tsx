import type { ComponentChildren, VNode } from 'preact'

const isWeb = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '')

/** A link to somebody else's page; where the address is not of the web (`javascript:` …), the words alone. */
export const OutwardLink = ({ url, children }: { url: string; children: ComponentChildren }): VNode =>
  isWeb(url) ? <a href={url}>{children}</a> : <>{children}</>

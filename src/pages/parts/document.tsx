import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { iconPath, scriptPath, stylesheetPath } from '../assets.ts'
import { directionOfTag } from './direction.ts'
import { plainName } from './names.tsx'

export interface DocumentProps {
  readonly lang: Locale
  readonly title: string
  /** Which of the two looks: wide and dense for admins, narrow and calm for readers. */
  readonly room: 'public' | 'newsroom'
  /** Whether search engines may list it; pages that carry a token or an address never. */
  readonly indexed?: boolean
  /** More elements for `<head>`. */
  readonly head?: ComponentChildren
  readonly children: ComponentChildren
}

/** The frame of every page. It fits a policy of `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'`. */
export const Document = ({ lang, title, room, indexed = false, head, children }: DocumentProps): VNode => (
  <html lang={lang} dir={directionOfTag(lang)}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {!indexed && <meta name="robots" content="noindex" />}
      <title>{plainName(title)}</title>
      <link rel="icon" type="image/svg+xml" href={iconPath} />
      <link rel="stylesheet" href={stylesheetPath} />
      <script type="module" src={scriptPath} />
      {head}
    </head>
    <body class={room}>{children}</body>
  </html>
)

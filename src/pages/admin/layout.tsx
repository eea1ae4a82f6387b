import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { AlarmBanner, type AdminAlarm } from './alarms.tsx'
import { Action } from '../parts/action.tsx'
import { Document } from '../parts/document.tsx'
import { LanguageSwitch } from '../parts/language-switch.tsx'
import { adminPaths, inLanguage, publicPaths } from '../paths.ts'

/** What every page of the newsroom needs to know about whoever looks at it. */
export interface AdminFrame {
  readonly lang: Locale
  /** What the language switch must keep of the page's query, besides `lang`. */
  readonly query?: Readonly<Record<string, string>>
  /** The session's token, repeated in every form. */
  readonly csrf: string
  /** Whether this is the demo, with a local inbox. */
  readonly demo?: boolean
  /** What is wrong now, the gravest first. */
  readonly alarms?: readonly AdminAlarm[]
}

export interface AdminLayoutProps extends AdminFrame {
  readonly title: string
  readonly head?: ComponentChildren
  readonly children: ComponentChildren
}

const Desk = ({ lang, query, csrf, demo = false }: AdminFrame): VNode => {
  const say = adminIn(lang)
  return (
    <header class="desk">
      <div class="desk-line">
        <span class="desk-name">{pagesIn(lang)('brand')}</span>
        <nav aria-label={say('nav.label')}>
          <a href={inLanguage(adminPaths.newsroom, lang)}>{say('nav.newsletters')}</a>
          <a href={inLanguage(adminPaths.bounces, lang)}>{say('nav.bounces')}</a>
          <a href={inLanguage(adminPaths.delivery, lang)}>{say('nav.delivery')}</a>
          {demo && <a href={inLanguage(publicPaths.inbox, lang)}>{say('nav.inbox')}</a>}
          <a href="/api/docs">{say('nav.api')}</a>
        </nav>
        <LanguageSwitch lang={lang} query={query} />
        <Action action={adminPaths.signOut} fields={{ csrf }} weight="quiet">
          {say('nav.signout')}
        </Action>
      </div>
    </header>
  )
}

/** The frame of the newsroom's pages for somebody signed in. The page's one `h1` is among the children. */
export const AdminLayout = ({ title, head, children, ...frame }: AdminLayoutProps): VNode => (
  <Document lang={frame.lang} room="newsroom" title={`${title} · ${adminIn(frame.lang)('newsroom')}`} head={head}>
    <a class="skip" href="#content">
      {adminIn(frame.lang)('skip')}
    </a>
    <Desk {...frame} />
    <AlarmBanner {...frame} />
    <main id="content">{children}</main>
  </Document>
)

export interface EntranceProps {
  readonly lang: Locale
  readonly query?: Readonly<Record<string, string>> | undefined
  readonly title: string
  readonly children: ComponentChildren
}

/** The frame of the pages in front of the newsroom's door: no navigation, one thing to do. */
export const Entrance = ({ lang, query, title, children }: EntranceProps): VNode => (
  <Document lang={lang} room="newsroom" title={`${title} · ${adminIn(lang)('newsroom')}`}>
    <header class="desk">
      <div class="desk-line">
        <span class="desk-name">{pagesIn(lang)('brand')}</span>
        <LanguageSwitch lang={lang} query={query} />
      </div>
    </header>
    <main id="content" class="entrance">
      {children}
    </main>
  </Document>
)

import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { pagesIn } from '../../i18n/pages.ts'

/** Where the demo's mail went, since it reaches no real inbox; nothing at all outside the demo. */
export const DemoInbox = ({ inboxUrl, lang }: { inboxUrl: string | undefined; lang: Locale }): VNode | null =>
  inboxUrl === undefined ? null : (
    <div class="aside">
      <p>{pagesIn(lang)('demo.inbox')}</p>
      <p>
        <a class="button quiet" href={inboxUrl}>
          {pagesIn(lang)('demo.inbox.link')}
        </a>
      </p>
    </div>
  )

import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Notice } from '../parts/notice.tsx'

/** What the form before this page did; `count` is of new posts, or of messages. */
export type AdminNotice =
  | { readonly kind: 'synced' | 'sent-again'; readonly count: number }
  | {
      readonly kind:
        | 'test-sent'
        | 'sync-failed'
        | 'held'
        | 'released'
        | 'never'
        | 'paused'
        | 'resumed'
        | 'cancelled'
        | 'lifted'
        | 'settled'
        | 'imprint'
    }

/** One line on top of a page that a form led back to. */
export const DoneNotice = ({ notice, lang }: { notice: AdminNotice | undefined; lang: Locale }): VNode | null =>
  notice === undefined ? null : (
    <Notice bad={notice.kind === 'sync-failed'}>
      {adminIn(lang)(`notice.${notice.kind}`, 'count' in notice ? { count: notice.count } : {})}
    </Notice>
  )

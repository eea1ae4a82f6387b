import type { VNode } from 'preact'
import type { DeliveryCounts } from '../../domain/delivery.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Foreign } from '../parts/names.tsx'
import { renderPage } from '../render.ts'
import { DigestBox } from './digest-box.tsx'
import type { NextDigest } from './digest-box.tsx'
import { IssueRow } from './issue-row.tsx'
import type { AdminIssue } from './issue-row.tsx'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'
import { DoneNotice } from './notices.tsx'
import type { AdminNotice } from './notices.tsx'
import { PostRow } from './post-row.tsx'
import type { AdminPost } from './post-row.tsx'
import type { ReturnedCounts } from './returned.tsx'

export interface NewsletterAdminPageProps extends AdminFrame {
  readonly newsletter: Newsletter
  readonly digest: NextDigest
  /** Newest first. */
  readonly posts: readonly AdminPost[]
  /** Newest first. */
  readonly issues: readonly {
    readonly issue: AdminIssue
    readonly counts: DeliveryCounts
    readonly returned: ReturnedCounts
  }[]
  readonly notice?: AdminNotice
}

const Posts = ({ posts, newsletter, lang, csrf }: NewsletterAdminPageProps): VNode => {
  const say = adminIn(lang)
  return (
    <section class="block" aria-labelledby="posts">
      <h2 id="posts">{say('posts.heading')}</h2>
      {posts.length === 0 && <p>{say('posts.none')}</p>}
      <ol>
        {posts.map((post) => (
          <PostRow post={post} lang={lang} csrf={csrf} zone={newsletter.timeZone} />
        ))}
      </ol>
    </section>
  )
}

const Issues = ({ issues, newsletter, lang }: NewsletterAdminPageProps): VNode => {
  const say = adminIn(lang)
  return (
    <section class="block" aria-labelledby="issues">
      <h2 id="issues">{say('issues.heading')}</h2>
      {issues.length === 0 && <p>{say('issues.none')}</p>}
      <ol>
        {issues.map(({ issue, counts, returned }) => (
          <IssueRow issue={issue} counts={counts} returned={returned} lang={lang} zone={newsletter.timeZone} />
        ))}
      </ol>
    </section>
  )
}

/** The desk of one newsletter: its next digest, its posts, its issues. */
export const newsletterAdminPage = (props: NewsletterAdminPageProps): string => {
  const { newsletter, notice, lang } = props
  return renderPage(
    <AdminLayout {...props} title={newsletter.name}>
      <h1>
        <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign>
      </h1>
      <DoneNotice notice={notice} lang={lang} />
      <div class="desk-columns">
        <DigestBox {...props} />
        <div class="desk-main">
          <Posts {...props} />
          <Issues {...props} />
        </div>
      </div>
    </AdminLayout>,
  )
}

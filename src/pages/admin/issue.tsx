import type { VNode } from 'preact'
import type { DeliveryCounts, DeliveryState } from '../../domain/delivery.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Action } from '../parts/action.tsx'
import { Foreign, Ltr, Name, sentence } from '../parts/names.tsx'
import { OutwardLink } from '../parts/outward-link.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { renderPage } from '../render.ts'
import { deliveryReason } from './delivery-words.ts'
import type { AdminIssue } from './issue-row.tsx'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'
import { DoneNotice } from './notices.tsx'
import type { AdminNotice } from './notices.tsx'
import { Progress, openCount } from './progress.tsx'
import { otherAlarms, Stopped, Uncertain } from './trouble.tsx'
import { Returned } from './returned.tsx'
import type { ReturnedCounts } from './returned.tsx'

/** A delivery that did not get through, with what the relay said. */
export interface FailedDelivery {
  readonly address: string
  readonly state: DeliveryState
  readonly reply: string | null
  readonly reason: string | null
}

export interface IssuePageProps extends AdminFrame {
  readonly newsletter: Newsletter
  readonly issue: AdminIssue
  readonly counts: DeliveryCounts
  readonly returned: ReturnedCounts
  readonly posts: readonly { readonly title: string; readonly url: string; readonly lang: string | null }[]
  /** A sample, newest first. */
  readonly failures: readonly FailedDelivery[]
  /** Whether the machine paused it. */
  readonly stopped: boolean
  readonly notice?: AdminNotice
}

const Facts = ({ newsletter, issue, lang }: IssuePageProps): VNode => {
  const say = adminIn(lang)
  const moment = (at: Date): VNode => <Moment at={at} lang={lang} digits="latn" zone={newsletter.timeZone} />
  return (
    <dl class="facts">
      <dt>{say('issue.state')}</dt>
      <dd>
        <span class={issue.state === 'finished' ? 'tag good' : 'tag'}>{say(`state.${issue.state}`)}</span>
      </dd>
      <dt>{say('progress.column.count')}</dt>
      <dd>{say(issue.cadence === null ? 'digest.everyone' : `cadence.${issue.cadence}`)}</dd>
      {issue.startedAt && [<dt>{say('issue.started')}</dt>, <dd>{moment(issue.startedAt)}</dd>]}
      {issue.finishedAt && [<dt>{say('issue.finished')}</dt>, <dd>{moment(issue.finishedAt)}</dd>]}
      {issue.note && [
        <dt>{say('issue.note')}</dt>,
        <dd>
          <Name>{issue.note}</Name>
        </dd>,
      ]}
    </dl>
  )
}

const Steering = ({ issue, counts, lang, csrf }: IssuePageProps): VNode | null => {
  const say = adminIn(lang)
  const { id, state } = issue
  if (state === 'finished' || state === 'cancelled') return null
  return (
    <div class="actions">
      {state === 'sending' && (
        <Action action={adminPaths.pauseIssue(id)} fields={{ csrf }} weight="quiet">
          {say('issue.pause')}
        </Action>
      )}
      {state === 'paused' && (
        <Action action={adminPaths.resumeIssue(id)} fields={{ csrf }}>
          {say('issue.resume')}
        </Action>
      )}
      <Action action={adminPaths.cancelIssue(id)} fields={{ csrf }} weight="grave">
        {say('issue.cancel', { count: openCount(counts) })}
      </Action>
    </div>
  )
}

const FailureWords = ({ reply, reason, lang }: Pick<FailedDelivery, 'reply' | 'reason'> & { lang: Locale }): VNode => {
  const say = adminIn(lang)
  const words = deliveryReason(reason)
  return (
    <>
      {words !== null && <p class="detail">{say(words)}</p>}
      {reply && (
        <p class="detail">
          <Ltr>{reply}</Ltr>
        </p>
      )}
      {words === null && !reply && <p class="detail">{say('failures.silent')}</p>}
    </>
  )
}

const Failures = ({ issue, failures, lang }: IssuePageProps): VNode | null => {
  const say = adminIn(lang)
  return failures.length === 0 ? null : (
    <section class="block" aria-labelledby="failures">
      <h2 id="failures">{say('failures.heading')}</h2>
      <p class="detail">{say('failures.detail')}</p>
      <p class="links">
        <a href={inLanguage(adminPaths.deliveries(issue.id), lang)}>{say('issue.readers')}</a>
      </p>
      <ul>
        {failures.map(({ address, state, reply, reason }) => (
          <li class="row">
            <div>
              <p>
                <Ltr>{address}</Ltr>
              </p>
              <FailureWords reply={reply} reason={reason} lang={lang} />
            </div>
            <span class="tag">{say(`delivery.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const Posts = ({ posts, lang }: IssuePageProps): VNode => (
  <section class="block desk-side" aria-labelledby="posts">
    <h2 id="posts">{adminIn(lang)('issue.posts')}</h2>
    <ol>
      {posts.map((post) => (
        <li class="row">
          <OutwardLink url={post.url}>
            <Foreign lang={post.lang}>{post.title}</Foreign>
          </OutwardLink>
        </li>
      ))}
    </ol>
  </section>
)

/** Without script the page asks for itself again while the issue is under way. */
const Refresh = ({ issue }: Pick<IssuePageProps, 'issue'>): VNode | null =>
  issue.state === 'finished' || issue.state === 'cancelled' ? null : (
    <noscript>
      <meta http-equiv="refresh" content="5" />
    </noscript>
  )

/** One issue: how far it has come, what it holds, what went wrong, and the brake. */
export const issuePage = (props: IssuePageProps): string => {
  const { newsletter, issue, counts, notice, lang } = props
  const say = adminIn(lang)
  const at = issue.startedAt ?? issue.dueAt
  const moment = <Moment at={at} lang={lang} digits="latn" zone={newsletter.timeZone} />
  return renderPage(
    <AdminLayout {...props} alarms={otherAlarms(props)} title={newsletter.name} head={<Refresh issue={issue} />}>
      <p class="links">
        <a href={inLanguage(adminPaths.newsletter(newsletter.slug), lang)}>
          <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign>
        </a>
      </p>
      <h1>{sentence(say, 'issue.title', { moment })}</h1>
      <DoneNotice notice={notice} lang={lang} />
      <Facts {...props} />
      <Stopped {...props} />
      <Steering {...props} />
      <div class="desk-columns">
        <div class="desk-main">
          <Progress issue={issue} counts={counts} lang={lang} />
          <Uncertain {...props} />
          <Returned issueId={issue.id} returned={props.returned} lang={lang} />
          <Failures {...props} />
        </div>
        <Posts {...props} />
      </div>
    </AdminLayout>,
  )
}

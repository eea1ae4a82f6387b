import type { VNode } from 'preact'
import type { DeliveryCounts, DeliveryState } from '../../domain/delivery.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { adminIn } from '../../i18n/admin.ts'
import { formatCount } from '../../i18n/dates.ts'
import { Ltr, sentence } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { renderPage } from '../render.ts'
import { deliveryReason, phaseName } from './delivery-words.ts'
import type { AdminIssue } from './issue-row.tsx'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'

/** An attempt that did not end in acceptance. */
export interface AdminAttempt {
  readonly number: number
  readonly state: DeliveryState
  readonly phase: string
  readonly relay: string | null
  readonly reply: string | null
  readonly at: Date
}

/** One reader's copy of an issue, with what went before. */
export interface AdminDelivery {
  /** Null where the reader was erased. */
  readonly address: string | null
  readonly state: DeliveryState
  readonly reason: string | null
  readonly reply: string | null
  readonly changedAt: Date | null
  readonly attempts: readonly AdminAttempt[]
}

export interface DeliveriesPageProps extends AdminFrame {
  readonly newsletter: Newsletter
  readonly issue: AdminIssue
  readonly counts: DeliveryCounts
  /** Only these; null for all. */
  readonly state: DeliveryState | null
  readonly deliveries: readonly AdminDelivery[]
  /** The cursor of the page after this one; null on the last. */
  readonly next: string | null
  /** Whether pages come before this one. */
  readonly isFirst: boolean
}

const here = (id: string, lang: Locale, query: Readonly<Record<string, string>>): string =>
  inLanguage(adminPaths.deliveries(id), lang, query)

const States = ({ issue, counts, state, lang }: DeliveriesPageProps): VNode => {
  const say = adminIn(lang)
  const chips = (Object.keys(counts) as DeliveryState[]).filter((each) => counts[each] > 0 || each === state)
  return (
    <nav class="chips" aria-label={say('progress.column.state')}>
      <a href={here(issue.id, lang, {})} aria-current={state === null ? 'true' : undefined}>
        {say('deliveries.all')} <span class="number">{formatCount(issue.planned, lang, 'latn')}</span>
      </a>
      {chips.map((each) => (
        <a href={here(issue.id, lang, { state: each })} aria-current={state === each ? 'true' : undefined}>
          {say(`delivery.${each}`)} <span class="number">{formatCount(counts[each], lang, 'latn')}</span>
        </a>
      ))}
    </nav>
  )
}

const Attempts = ({
  attempts,
  lang,
  zone,
}: {
  attempts: readonly AdminAttempt[]
  lang: Locale
  zone: string
}): VNode | null => {
  const say = adminIn(lang)
  if (attempts.length === 0) return null
  return (
    <details>
      <summary>{say('deliveries.attempts', { count: attempts.length })}</summary>
      <ol>
        {attempts.map(({ number, state, phase, relay, reply, at }) => (
          <li class="detail">
            {sentence(
              say,
              'attempt.line',
              {
                moment: <Moment at={at} lang={lang} digits="latn" zone={zone} />,
                state: say(`delivery.${state}`),
                phase: say(phaseName(phase)),
              },
              { number },
            )}
            {(relay || reply) && [<br />, <Ltr>{[relay, reply].filter(Boolean).join(': ')}</Ltr>]}
          </li>
        ))}
      </ol>
    </details>
  )
}

const Row = ({ delivery, lang, zone }: { delivery: AdminDelivery; lang: Locale; zone: string }): VNode => {
  const say = adminIn(lang)
  const { address, state, reply, changedAt, attempts } = delivery
  const reason = deliveryReason(delivery.reason)
  return (
    <li class="row">
      <div>
        <p>{address === null ? say('deliveries.gone') : <Ltr>{address}</Ltr>}</p>
        {reason !== null && <p>{say(reason)}</p>}
        {reply && (
          <p class="detail">
            <Ltr>{reply}</Ltr>
          </p>
        )}
        {changedAt && (
          <p class="detail">
            <Moment at={changedAt} lang={lang} digits="latn" zone={zone} />
          </p>
        )}
        <Attempts attempts={attempts} lang={lang} zone={zone} />
      </div>
      <span class="tag">{say(`delivery.${state}`)}</span>
    </li>
  )
}

const Pages = ({ issue, state, next, isFirst, lang }: DeliveriesPageProps): VNode | null => {
  const say = adminIn(lang)
  const chosen = state === null ? {} : { state }
  return isFirst && next === null ? null : (
    <p class="links">
      {!isFirst && <a href={here(issue.id, lang, chosen)}>{say('deliveries.first')}</a>}
      {next !== null && <a href={here(issue.id, lang, { ...chosen, after: next })}>{say('deliveries.next')}</a>}
    </p>
  )
}

/** The readers of an issue, by state: what the relay said to each, when, and how often it was tried. */
export const deliveriesPage = (props: DeliveriesPageProps): string => {
  const { newsletter, issue, deliveries, lang } = props
  const say = adminIn(lang)
  const at = issue.startedAt ?? issue.dueAt
  const moment = <Moment at={at} lang={lang} digits="latn" zone={newsletter.timeZone} />
  return renderPage(
    <AdminLayout {...props} title={say('deliveries.title')}>
      <p class="links">
        <a href={inLanguage(adminPaths.issue(issue.id), lang)}>
          <span>{sentence(say, 'issue.title', { moment })}</span>
        </a>
      </p>
      <h1>{say('deliveries.title')}</h1>
      <States {...props} />
      {deliveries.length === 0 && <p>{say('deliveries.none')}</p>}
      <ul>
        {deliveries.map((delivery) => (
          <Row delivery={delivery} lang={lang} zone={newsletter.timeZone} />
        ))}
      </ul>
      <Pages {...props} />
    </AdminLayout>,
  )
}

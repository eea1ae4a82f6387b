import type { VNode } from 'preact'
import type { DeliveryCounts, DeliveryState } from '../../domain/delivery.ts'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { formatCount } from '../../i18n/dates.ts'
import { pinnedTag } from '../../i18n/translate.ts'
import { sentence } from '../parts/names.tsx'
import { adminPaths } from '../paths.ts'
import type { AdminIssue } from './issue-row.tsx'

/** In the order of the bar: what is settled first, what is open last. */
const settledStates = ['accepted', 'uncertain', 'refused', 'skipped', 'cancelled', 'expired'] as const
const openStates = ['deferred', 'handing_over', 'planned'] as const
const order: readonly DeliveryState[] = [...settledStates, ...openStates]

interface ProgressProps {
  readonly issue: AdminIssue
  readonly counts: DeliveryCounts
  readonly lang: Locale
}

/** How many deliveries stand in any of some states. */
const sum = (counts: DeliveryCounts, states: readonly DeliveryState[]): number =>
  states.reduce((all, state) => all + counts[state], 0)

/** Deliveries of an issue that are not final yet. */
export const openCount = (counts: DeliveryCounts): number => sum(counts, openStates)

/** A number that the enhance script keeps up to date: the sum of the states named. */
const Live = ({ counts, states, lang }: { counts: DeliveryCounts; states: readonly DeliveryState[]; lang: Locale }) => (
  <span data-count={states.join(' ')}>{formatCount(sum(counts, states), lang, 'latn')}</span>
)

const Bar = ({ counts }: Pick<ProgressProps, 'counts'>): VNode => {
  const total = sum(counts, order)
  const share = (states: readonly DeliveryState[]): string =>
    `${total === 0 ? 0 : (100 * sum(counts, states)) / total}%`
  return (
    <svg class="bar" aria-hidden="true" focusable="false">
      {order.map((state, index) => (
        <rect
          class={`s-${state}`}
          data-segment={state}
          x={share(order.slice(0, index))}
          width={share([state])}
          height="100%"
        />
      ))}
    </svg>
  )
}

const Row = ({ state, counts, lang }: { state: DeliveryState; counts: DeliveryCounts; lang: Locale }): VNode => (
  <tr>
    <th scope="row">
      <span class={`swatch s-${state}`} />
      {adminIn(lang)(`delivery.${state}`)}
      <span class="detail">{adminIn(lang)(`meaning.${state}`)}</span>
    </th>
    <td class="number">
      <Live counts={counts} states={[state]} lang={lang} />
    </td>
  </tr>
)

const Ledger = ({ counts, lang }: Omit<ProgressProps, 'issue'>): VNode => {
  const say = adminIn(lang)
  return (
    <table>
      <caption class="unseen">{say('progress.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('progress.column.state')}</th>
          <th scope="col" class="number">
            {say('progress.column.count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {order.map((state) => (
          <Row state={state} counts={counts} lang={lang} />
        ))}
      </tbody>
    </table>
  )
}

/** The conservation of the ledger, in a sentence: what was planned is what is accounted for. */
const Conservation = ({ issue, counts, lang }: ProgressProps): VNode => {
  const say = adminIn(lang)
  const total = formatCount(issue.planned, lang, 'latn')
  return (
    <p class="detail">
      {sentence(say, 'progress.sum', { total, sum: <Live counts={counts} states={order} lang={lang} /> })}
      {sum(counts, order) !== issue.planned && <strong class="fault"> {say('progress.sum.off')}</strong>}
    </p>
  )
}

/** How far an issue has come; the enhance script keeps the numbers and the bar current while it is under way. */
export const Progress = (props: ProgressProps): VNode => {
  const { issue, counts, lang } = props
  const say = adminIn(lang)
  const followed =
    issue.state === 'finished' || issue.state === 'cancelled' ? undefined : adminPaths.issueProgress(issue.id)
  return (
    <section
      class="block"
      aria-labelledby="progress"
      data-progress-url={followed}
      data-state={issue.state}
      data-numbers={pinnedTag(lang, 'latn')}
    >
      <h2 id="progress">{say('progress.heading')}</h2>
      <p class="lead">
        {sentence(say, 'progress.settled', {
          settled: <Live counts={counts} states={settledStates} lang={lang} />,
          total: formatCount(issue.planned, lang, 'latn'),
        })}
      </p>
      <Bar counts={counts} />
      <Ledger counts={counts} lang={lang} />
      <Conservation {...props} />
    </section>
  )
}

import type { VNode } from 'preact'
import type { Cadence } from '../../domain/cadence.ts'
import type { DeliveryCounts, IssueState } from '../../domain/delivery.ts'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { formatCount } from '../../i18n/dates.ts'
import { sentence } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { returnedInWords } from './returned.tsx'
import type { ReturnedCounts } from './returned.tsx'

/** What the newsroom shows of an issue. */
export interface AdminIssue {
  readonly id: string
  /** Null: readers of every cadence. */
  readonly cadence: Cadence | null
  readonly state: IssueState
  readonly note: string | null
  /** Readers in the plan at the freeze. */
  readonly planned: number
  readonly dueAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

interface IssueRowProps {
  readonly issue: AdminIssue
  readonly counts: DeliveryCounts
  readonly returned: ReturnedCounts
  readonly lang: Locale
  readonly zone: string
}

/** One issue as a line: when, for whom, how far. */
export const IssueRow = ({ issue, counts, returned, lang, zone }: IssueRowProps): VNode => {
  const say = adminIn(lang)
  const moment = <Moment at={issue.startedAt ?? issue.dueAt} lang={lang} digits="latn" zone={zone} />
  return (
    <li class="row">
      <div>
        <p class="row-title">
          <a href={inLanguage(adminPaths.issue(issue.id), lang)}>{sentence(say, 'issue.title', { moment })}</a>
        </p>
        <p class="detail">
          {say(issue.cadence === null ? 'digest.everyone' : `cadence.${issue.cadence}`)}
          {' · '}
          {say('issues.accepted', {
            accepted: formatCount(counts.accepted, lang, 'latn'),
            total: formatCount(issue.planned, lang, 'latn'),
          })}
          {returnedInWords(returned, lang).map((words) => ` · ${words}`)}
        </p>
      </div>
      <span class={issue.state === 'finished' ? 'tag good' : 'tag'}>{say(`state.${issue.state}`)}</span>
    </li>
  )
}

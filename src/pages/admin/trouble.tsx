import type { VNode } from 'preact'
import type { DeliveryCounts } from '../../domain/delivery.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Action } from '../parts/action.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { AlarmText, type AdminAlarm } from './alarms.tsx'
import type { AdminIssue } from './issue-row.tsx'
import type { AdminFrame } from './layout.tsx'

interface TroubleProps extends Pick<AdminFrame, 'lang' | 'csrf' | 'alarms'> {
  readonly issue: AdminIssue
  readonly newsletter: { readonly id: string }
  readonly counts: DeliveryCounts
  /** Whether the machine paused it. */
  readonly stopped: boolean
}

/** The alarms that an issue's page tells in full: about itself and its newsletter. */
const ownAlarms = ({ alarms = [], issue, newsletter }: Omit<TroubleProps, 'counts' | 'lang' | 'csrf' | 'stopped'>) =>
  alarms.filter(({ about }) => about === `issue ${issue.id}` || about === `newsletter ${newsletter.id}`)

/** The alarms that are left for the banner of an issue's page. */
export const otherAlarms = (props: Parameters<typeof ownAlarms>[0]): readonly AdminAlarm[] => {
  const own = ownAlarms(props)
  return (props.alarms ?? []).filter((alarm) => !own.includes(alarm))
}

/** Why the machine stopped an issue, or what else is wrong with it, and what to do. */
export const Stopped = (props: TroubleProps): VNode | null => {
  const { lang, stopped } = props
  const say = adminIn(lang)
  const own = ownAlarms(props)
  if (own.length === 0 && !stopped) return null
  return (
    <section class="trouble" role="alert">
      {stopped && <h2>{say('issue.stopped')}</h2>}
      {own.map((alarm) => (
        <AlarmText alarm={alarm} lang={lang} />
      ))}
      {stopped && <p>{say('alarm.paused')}</p>}
    </section>
  )
}

/** What nobody knows about, and the button that sends it again, with its warning. */
export const Uncertain = ({ issue, counts, lang, csrf }: TroubleProps): VNode | null => {
  const say = adminIn(lang)
  if (counts.uncertain === 0) return null
  return (
    <section class="trouble" aria-labelledby="uncertain">
      <h2 id="uncertain">{say('uncertain.heading')}</h2>
      <p>{say('uncertain.text', { count: counts.uncertain })}</p>
      <p class="links">
        <a href={inLanguage(adminPaths.deliveries(issue.id), lang, { state: 'uncertain' })}>{say('issue.readers')}</a>
      </p>
      {issue.state !== 'cancelled' && (
        <>
          <p>
            <strong>{say('uncertain.warning')}</strong>{' '}
            {issue.state === 'paused' && <span>{say('uncertain.waits')}</span>}
          </p>
          <Action action={adminPaths.sendUncertain(issue.id)} fields={{ csrf }} weight="grave">
            {say('uncertain.send', { count: counts.uncertain })}
          </Action>
        </>
      )}
    </section>
  )
}

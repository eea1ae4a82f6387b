import type { VNode } from 'preact'
import type { AlarmFacts, AlarmKind, AlarmLevel } from '../../domain/alarm.ts'
import type { Locale } from '../../domain/locale.ts'
import { adminIn, type NewsroomKey } from '../../i18n/admin.ts'
import { alarmKeys, alarmValues } from '../../i18n/alarms.ts'
import { Action } from '../parts/action.tsx'
import { Ltr, Name, sentence } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage } from '../paths.ts'

/** What the newsroom shows of an alarm. */
export interface AdminAlarm {
  readonly id: string
  readonly kind: AlarmKind
  readonly about: string
  readonly level: AlarmLevel
  readonly facts: AlarmFacts
  readonly raisedAt: Date
  readonly settledAt: Date | null
  readonly byAdmin: boolean
}

interface AlarmProps {
  readonly alarm: AdminAlarm
  readonly lang: Locale
}

const issueOf = ({ about }: AdminAlarm): string | null => /^issue (\d+)$/.exec(about)?.[1] ?? null

/** Says one of an alarm's texts, every name in it isolated. */
const Said = ({ alarm, lang, text }: AlarmProps & { readonly text: NewsroomKey }): VNode => {
  const { names, numbers } = alarmValues(alarm.facts, lang, 'latn')
  const say = (key: NewsroomKey, values: Readonly<Record<string, string | number>> = {}): string =>
    adminIn(lang)(key, { ...values, percent: numbers.percent })
  return (
    <>
      {sentence(
        say,
        text,
        {
          newsletter: <Name>{names.newsletter}</Name>,
          name: <Ltr>{names.name}</Ltr>,
          reply: <Ltr>{names.reply}</Ltr>,
          reason: names.reason,
        },
        { count: numbers.count, total: numbers.total },
      )}
    </>
  )
}

/** On every page of the newsroom: what is wrong, with what to do about the gravest. Nothing while nothing is. */
export const AlarmBanner = ({
  alarms = [],
  lang,
}: {
  readonly alarms?: readonly AdminAlarm[]
  readonly lang: Locale
}): VNode | null => {
  const [gravest] = alarms
  if (gravest === undefined) return null
  const say = adminIn(lang)
  const { title, todo } = alarmKeys(gravest.kind)
  const issueId = issueOf(gravest)
  return (
    <section class={gravest.level === 'grave' ? 'banner bad' : 'banner'} aria-labelledby="banner">
      <div class="banner-line">
        <p id="banner" class="row-title">
          <Said alarm={gravest} lang={lang} text={title} />
        </p>
        <p>
          <Said alarm={gravest} lang={lang} text={todo} />
        </p>
        <p class="links">
          {issueId !== null && <a href={inLanguage(adminPaths.issue(issueId), lang)}>{say('alarms.page')}</a>}
          <a href={`${inLanguage(adminPaths.delivery, lang)}#alarms`}>
            {say('alarms.banner', { count: alarms.length })}
          </a>
        </p>
      </div>
    </section>
  )
}

/** An alarm in full: what it is, what is known of it, what to do. */
export const AlarmText = ({ alarm, lang }: AlarmProps): VNode => {
  const { title, what, todo } = alarmKeys(alarm.kind)
  return (
    <>
      <p class="row-title">
        <Said alarm={alarm} lang={lang} text={title} />
      </p>
      <p>
        <Said alarm={alarm} lang={lang} text={what} />
      </p>
      <p class="detail">
        <Said alarm={alarm} lang={lang} text={todo} />
      </p>
    </>
  )
}

interface AlarmRowProps extends AlarmProps {
  readonly csrf: string
}

/** One alarm of the list; while it lasts, with the button by which an admin says that it is known. */
export const AlarmRow = ({ alarm, lang, csrf }: AlarmRowProps): VNode => {
  const say = adminIn(lang)
  const issueId = issueOf(alarm)
  const moment = <Moment at={alarm.raisedAt} lang={lang} digits="latn" zone="UTC" />
  return (
    <li class="row">
      <div>
        <AlarmText alarm={alarm} lang={lang} />
        <p class="detail">
          <span class={alarm.level === 'grave' ? 'tag bad' : 'tag'}>{say(`alarm.level.${alarm.level}`)}</span>{' '}
          {sentence(say, 'alarms.since', { moment })} UTC
          {alarm.settledAt && [' · ', say(alarm.byAdmin ? 'alarms.by-admin' : 'alarms.by-itself')]}
        </p>
      </div>
      <div class="row-actions">
        {issueId !== null && (
          <a class="button" href={inLanguage(adminPaths.issue(issueId), lang)}>
            {say('alarms.page')}
          </a>
        )}
        {alarm.settledAt === null && (
          <Action action={adminPaths.settleAlarm(alarm.id)} fields={{ csrf }} weight="quiet">
            {say('alarms.settle')}
          </Action>
        )}
      </div>
    </li>
  )
}

import type { VNode } from 'preact'
import type { BounceKind, BounceRoad, BounceVerdict } from '../../domain/bounce.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Action } from '../parts/action.tsx'
import { Ltr } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { renderPage } from '../render.ts'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'
import { DoneNotice } from './notices.tsx'
import type { AdminNotice } from './notices.tsx'
import { returnedKinds } from './returned.tsx'

/** One message that came back. */
export interface ShownBounce {
  readonly kind: BounceKind
  readonly road: BounceRoad
  /** Null where nothing proved who it was, or they are not known any more. */
  readonly address: string | null
  readonly issueId: string | null
  readonly status: string | null
  readonly diagnostic: string
  readonly verdict: Exclude<BounceVerdict, 'repeated'>
  /** The suppression that stands against the address now. */
  readonly suppressionId: string | null
  readonly at: Date
}

export interface BouncesPageProps extends AdminFrame {
  /** Newest first. */
  readonly bounces: readonly ShownBounce[]
  /** What is shown: null for all. */
  readonly kind: BounceKind | null
  readonly issueId: string | null
  /** The cursor of what is older; null at the end. */
  readonly next: string | null
  /** IANA. */
  readonly zone: string
  readonly notice?: AdminNotice
}

type Wish = Readonly<Record<'kind' | 'issue' | 'after', string | null>>

const linkTo = (lang: BouncesPageProps['lang'], wish: Partial<Wish>): string =>
  inLanguage(
    adminPaths.bounces,
    lang,
    Object.fromEntries(Object.entries(wish).filter((entry): entry is [string, string] => entry[1] !== null)),
  )

const Kinds = ({ kind: shown, issueId: issue, lang }: BouncesPageProps): VNode => {
  const say = adminIn(lang)
  return (
    <nav class="chips" aria-label={say('bounces.kinds')}>
      {([null, ...returnedKinds] as const).map((kind) => (
        <a href={linkTo(lang, { kind, issue })} aria-current={kind === shown ? 'true' : undefined}>
          {say(kind === null ? 'bounces.all' : `bounces.${kind}`)}
        </a>
      ))}
    </nav>
  )
}

const OneIssue = ({ kind, issueId, lang }: BouncesPageProps): VNode | null => {
  const say = adminIn(lang)
  return issueId === null ? null : (
    <p class="links">
      <span>
        {say('bounces.one-issue')}{' '}
        <a href={inLanguage(adminPaths.issue(issueId), lang)}>{say('bounces.issue', { id: issueId })}</a>
      </span>
      <a href={linkTo(lang, { kind })}>{say('bounces.every-issue')}</a>
    </p>
  )
}

interface RowProps extends Pick<BouncesPageProps, 'lang' | 'csrf' | 'zone' | 'issueId'> {
  readonly bounce: ShownBounce
}

/** What was said, which may begin with the code that stands beside it. */
const Said = ({ bounce: { status, diagnostic }, lang }: RowProps): VNode => {
  const code = status === null || diagnostic.includes(status) ? '' : `${status} `
  const said = `${code}${diagnostic}`.trim()
  return <p>{said === '' ? adminIn(lang)('bounces.silent') : <Ltr>{said}</Ltr>}</p>
}

const Row = (props: RowProps): VNode => {
  const { bounce, lang, csrf, zone, issueId: shownIssue } = props
  const { kind, road, address, issueId, verdict, suppressionId, at } = bounce
  const say = adminIn(lang)
  const isLifted = verdict === 'suppressed' && suppressionId === null
  return (
    <li class="row">
      <div>
        <p class="row-title">
          {address === null ? say('bounces.nobody') : <Ltr>{address}</Ltr>}{' '}
          <span class={kind === 'soft' ? 'tag' : 'tag bad'}>{say(`bounce.${kind}`)}</span>
        </p>
        <Said {...props} />
        <p class="detail">{say(isLifted ? 'verdict.lifted' : `verdict.${verdict}`)}</p>
        <p class="detail">
          <Moment at={at} lang={lang} digits="latn" zone={zone} />
          {' · '}
          {say(`road.${road}`)}
          {issueId !== null &&
            shownIssue === null && [
              ' · ',
              <a href={inLanguage(adminPaths.issue(issueId), lang)}>{say('bounces.issue', { id: issueId })}</a>,
            ]}
        </p>
      </div>
      {suppressionId !== null && (
        <Action action={adminPaths.liftSuppression(suppressionId)} fields={{ csrf }} weight="quiet">
          {say('bounces.lift')}
        </Action>
      )}
    </li>
  )
}

/** What came back, whoever told it: what was said, what was made of it, and the way back. */
export const bouncesPage = (props: BouncesPageProps): string => {
  const { bounces, kind, issueId, next, lang, notice } = props
  const say = adminIn(lang)
  return renderPage(
    <AdminLayout {...props} title={say('bounces.title')}>
      <h1>{say('bounces.title')}</h1>
      <DoneNotice notice={notice} lang={lang} />
      <p class="lead">{say('bounces.lead')}</p>
      <OneIssue {...props} />
      <Kinds {...props} />
      {bounces.length === 0 && <p>{say('bounces.none')}</p>}
      <ul>
        {bounces.map((bounce) => (
          <Row {...props} bounce={bounce} />
        ))}
      </ul>
      {next !== null && (
        <p class="links">
          <a href={linkTo(lang, { kind, issue: issueId, after: next })} rel="next">
            {say('bounces.older')}
          </a>
        </p>
      )}
    </AdminLayout>,
  )
}

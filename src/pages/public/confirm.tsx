import type { VNode } from 'preact'
import type { Cadence } from '../../domain/cadence.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Action } from '../parts/action.tsx'
import { Ltr, Name, maskAddress, sentence } from '../parts/names.tsx'
import { Day, clockTime } from '../parts/times.tsx'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface ConfirmPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  /** Shown masked. */
  readonly address: string
  readonly action: string
}

/** What a confirmation link opens: a button, because opening a link is no consent. */
export const confirmPage = ({ newsletter, address, action, ...frame }: ConfirmPageProps): string => {
  const say = pagesIn(frame.lang, newsletter.digits)
  const names = { newsletter: <Name>{newsletter.name}</Name>, address: <Ltr>{maskAddress(address)}</Ltr> }
  return renderPage(
    <PublicLayout {...frame} newsletter={newsletter} title={say('confirm.title')}>
      <h1>{say('confirm.title')}</h1>
      <p class="lead">{sentence(say, 'confirm.text', names)}</p>
      <Action action={action} fields={{ lang: frame.lang }}>
        {say('confirm.button')}
      </Action>
      <p class="detail">{say('confirm.stranger')}</p>
    </PublicLayout>,
  )
}

/** When to expect the first mail. */
export interface NextIssue {
  readonly cadence: Cadence
  /** The reader's next slot; null where posts go out as they come. */
  readonly at: Date | null
  /** IANA zone the slot is shown in. */
  readonly zone: string
}

export interface ConfirmedPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  readonly nextIssue: NextIssue
  readonly preferencesUrl: string
  readonly unsubscribeUrl: string
}

const NextIssueLine = ({ newsletter, nextIssue: { at, zone }, lang }: ConfirmedPageProps): VNode => {
  const say = pagesIn(lang, newsletter.digits)
  if (at === null) return <p>{say('confirmed.instantly')}</p>
  const time = { at, lang, digits: newsletter.digits, zone }
  return <p>{sentence(say, 'confirmed.next', { day: <Day {...time} />, time: clockTime(time) })}</p>
}

/** The welcome after a confirmation: what happens next, and how to change it. */
export const confirmedPage = (props: ConfirmedPageProps): string => {
  const { newsletter, lang } = props
  const say = pagesIn(lang, newsletter.digits)
  return renderPage(
    <PublicLayout {...props} title={say('confirmed.title')}>
      <h1>{say('confirmed.title')}</h1>
      <p class="lead">{sentence(say, 'confirmed.text', { newsletter: <Name>{newsletter.name}</Name> })}</p>
      <NextIssueLine {...props} />
      <p class="links">
        <a href={props.preferencesUrl}>{say('confirmed.preferences')}</a>
        <a href={props.unsubscribeUrl}>{say('confirmed.unsubscribe')}</a>
      </p>
    </PublicLayout>,
  )
}

export interface ConfirmedAlreadyPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  readonly preferencesUrl: string
}

/** A second press on the confirmation button, or a look at its link afterwards: harmless. */
export const confirmedAlreadyPage = ({ newsletter, preferencesUrl, ...frame }: ConfirmedAlreadyPageProps): string => {
  const say = pagesIn(frame.lang, newsletter.digits)
  return renderPage(
    <PublicLayout {...frame} newsletter={newsletter} title={say('already.title')}>
      <h1>{say('already.title')}</h1>
      <p class="lead">{sentence(say, 'already.text', { newsletter: <Name>{newsletter.name}</Name> })}</p>
      <p class="links">
        <a href={preferencesUrl}>{say('confirmed.preferences')}</a>
      </p>
    </PublicLayout>,
  )
}

import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Action } from '../parts/action.tsx'
import { Ltr, Name, maskAddress, sentence } from '../parts/names.tsx'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface UnsubscribePageProps extends PublicFrame {
  readonly newsletter: Newsletter
  /** Shown masked: whoever was forwarded a mail may open this page. */
  readonly address: string
  readonly action: string
  /** Where to choose a slower cadence instead. */
  readonly preferencesUrl?: string
}

/** What an unsubscribe link opens: one button, no question why. */
export const unsubscribePage = (props: UnsubscribePageProps): string => {
  const { newsletter, address, action, preferencesUrl, lang } = props
  const say = pagesIn(lang, newsletter.digits)
  const names = { newsletter: <Name>{newsletter.name}</Name>, address: <Ltr>{maskAddress(address)}</Ltr> }
  return renderPage(
    <PublicLayout {...props} title={say('unsubscribe.title')}>
      <h1>{say('unsubscribe.title')}</h1>
      <p class="lead">{sentence(say, 'unsubscribe.text', names)}</p>
      <Action action={action} fields={{ lang }}>
        {say('unsubscribe.button')}
      </Action>
      {preferencesUrl && (
        <p class="links">
          <a href={preferencesUrl}>{say('unsubscribe.slower')}</a>
        </p>
      )}
    </PublicLayout>,
  )
}

export interface GoodbyePageProps extends PublicFrame {
  readonly newsletter: Newsletter
  /** Null for somebody who never confirmed: undoing would be a yes that was never given. */
  readonly undo: { readonly action: string } | null
  readonly preferencesUrl?: string
}

/** After an unsubscribe: it is done, and a slip can be undone on the spot. */
export const goodbyePage = (props: GoodbyePageProps): string => {
  const { newsletter, undo, preferencesUrl, lang } = props
  const say = pagesIn(lang, newsletter.digits)
  return renderPage(
    <PublicLayout {...props} title={say('goodbye.title')}>
      <h1>{say('goodbye.title')}</h1>
      <p class="lead">{sentence(say, 'goodbye.text', { newsletter: <Name>{newsletter.name}</Name> })}</p>
      {undo && (
        <>
          <p>{say('goodbye.undo')}</p>
          <Action action={undo.action} fields={{ lang }} weight="quiet">
            {say('goodbye.undo.button')}
          </Action>
        </>
      )}
      {preferencesUrl && (
        <p class="links">
          <a href={preferencesUrl}>{say('goodbye.preferences')}</a>
        </p>
      )}
    </PublicLayout>,
  )
}

export interface ResubscribedPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  readonly preferencesUrl: string
}

/** After the undo of an unsubscribe. */
export const resubscribedPage = ({ newsletter, preferencesUrl, ...frame }: ResubscribedPageProps): string => {
  const say = pagesIn(frame.lang, newsletter.digits)
  return renderPage(
    <PublicLayout {...frame} newsletter={newsletter} title={say('resubscribed.title')}>
      <h1>{say('resubscribed.title')}</h1>
      <p class="lead">{sentence(say, 'resubscribed.text', { newsletter: <Name>{newsletter.name}</Name> })}</p>
      <p class="links">
        <a href={preferencesUrl}>{say('confirmed.preferences')}</a>
      </p>
    </PublicLayout>,
  )
}

import type { VNode } from 'preact'
import type { Cadence } from '../../domain/cadence.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import type { SubscriptionState } from '../../domain/subscription.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Action } from '../parts/action.tsx'
import { cadenceOptions } from '../parts/cadence-words.ts'
import { Choice } from '../parts/choice.tsx'
import { Ltr, sentence } from '../parts/names.tsx'
import { Notice } from '../parts/notice.tsx'
import { inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface PreferencesPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  readonly address: string
  readonly action: string
  readonly unsubscribeAction: string
  /** The reader's own choice, or null where the newsletter's default is followed; the form says '' for that. */
  readonly cadence: Cadence | null
  /** The language the reader's mails speak; the form's field is `lang`. */
  readonly readerLang: Locale
  readonly state: SubscriptionState
  readonly saved?: boolean
  readonly faults?: { readonly cadence?: 'not_offered'; readonly lang?: 'not_offered' }
}

const CadenceChoice = ({ newsletter, cadence, faults, lang }: PreferencesPageProps): VNode => {
  const say = pagesIn(lang, newsletter.digits)
  const follow = {
    value: '',
    label: say('preferences.cadence.follow'),
    detail: say('preferences.cadence.now', { cadence: newsletter.cadence }),
  }
  return (
    <Choice
      name="cadence"
      legend={say('preferences.cadence')}
      options={[follow, ...cadenceOptions(newsletter, lang)]}
      chosen={cadence ?? ''}
      fault={faults?.cadence && say('choice.not_offered')}
    />
  )
}

const LanguageChoice = ({ readerLang, faults, lang }: PreferencesPageProps): VNode => {
  const say = pagesIn(lang)
  return (
    <Choice
      name="lang"
      legend={say('preferences.lang')}
      detail={say('preferences.lang.detail')}
      options={[
        { value: 'ar', label: say('language.ar') },
        { value: 'en', label: say('language.en') },
      ]}
      chosen={readerLang}
      fault={faults?.lang && say('choice.not_offered')}
    />
  )
}

const Settings = (props: PreferencesPageProps): VNode => {
  const say = pagesIn(props.lang)
  return (
    <>
      <form method="post" action={props.action}>
        <CadenceChoice {...props} />
        <LanguageChoice {...props} />
        <button type="submit" class="primary">
          {say('preferences.save')}
        </button>
      </form>
      <section class="leave" aria-labelledby="leave">
        <h2 id="leave">{say('preferences.leave')}</h2>
        <p>{say('preferences.leave.text')}</p>
        <Action action={props.unsubscribeAction} fields={{ lang: props.lang }} weight="quiet">
          {say('unsubscribe.button')}
        </Action>
      </section>
    </>
  )
}

/** Everything a reader may change about one subscription. Where it has ended there is nothing to set, only a way back. */
export const preferencesPage = (props: PreferencesPageProps): string => {
  const { newsletter, address, state, saved, lang } = props
  const say = pagesIn(lang, newsletter.digits)
  const ended = state === 'unsubscribed' || state === 'lapsed'
  return renderPage(
    <PublicLayout {...props} title={say('preferences.title')}>
      <h1>{say('preferences.title')}</h1>
      <p class="lead">{sentence(say, 'preferences.address', { address: <Ltr>{address}</Ltr> })}</p>
      {saved && <Notice>{say('preferences.saved')}</Notice>}
      {state !== 'active' && <p class="aside">{say(`preferences.${state}`)}</p>}
      {!ended && <Settings {...props} />}
      {ended && (
        <p>
          <a class="button primary" href={inLanguage(publicPaths.newsletter(newsletter.slug), lang)}>
            {say('preferences.return')}
          </a>
        </p>
      )}
    </PublicLayout>,
  )
}

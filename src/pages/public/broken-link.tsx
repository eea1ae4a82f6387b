import type { VNode } from 'preact'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { Action } from '../parts/action.tsx'
import { inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

/** Where to ask for a fresh link, with the expired token as proof of whom to send it to. */
export interface Resend {
  readonly action: string
  readonly token: string
}

export interface LinkExpiredPageProps extends PublicFrame {
  readonly newsletter?: Newsletter | null
  readonly resend?: Resend
}

const Renewal = ({ newsletter, resend, lang }: LinkExpiredPageProps): VNode => {
  const say = pagesIn(lang)
  const form = newsletter ? publicPaths.newsletter(newsletter.slug) : publicPaths.home
  return resend ? (
    <Action action={resend.action} fields={{ token: resend.token, lang }}>
      {say('expired.button')}
    </Action>
  ) : (
    <p>
      <a class="button primary" href={inLanguage(form, lang)}>
        {say('expired.again')}
      </a>
    </p>
  )
}

/** A genuine link that came too late. Says so, and offers a fresh one where there is somebody to send it to. */
export const linkExpiredPage = (props: LinkExpiredPageProps): string => {
  const say = pagesIn(props.lang)
  return renderPage(
    <PublicLayout {...props} title={say('expired.title')}>
      <h1>{say('expired.title')}</h1>
      <p class="lead">{say(props.resend ? 'expired.text' : 'expired.plain')}</p>
      <Renewal {...props} />
    </PublicLayout>,
  )
}

/** A link that was cut, mistyped or forged: one page for all three. */
export const linkInvalidPage = (frame: PublicFrame): string => {
  const say = pagesIn(frame.lang)
  return renderPage(
    <PublicLayout {...frame} title={say('invalid.title')}>
      <h1>{say('invalid.title')}</h1>
      <p class="lead">{say('invalid.text')}</p>
      <p>
        <a class="button quiet" href={inLanguage(publicPaths.preferencesLink, frame.lang)}>
          {say('invalid.manage')}
        </a>
      </p>
    </PublicLayout>,
  )
}

import type { AddressFault } from '../../domain/address.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { DemoInbox } from '../parts/demo-inbox.tsx'
import { EmailField, Hidden, Trap } from '../parts/fields.tsx'
import { publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface PreferencesLinkPageProps extends PublicFrame {
  readonly newsletter?: Newsletter | null
  readonly email: string
  readonly fault?: AddressFault
}

/** The form with which readers have a manage link mailed to themselves. */
export const preferencesLinkPage = ({ newsletter, email, fault, ...frame }: PreferencesLinkPageProps): string => {
  const say = pagesIn(frame.lang)
  return renderPage(
    <PublicLayout {...frame} newsletter={newsletter} title={say('link.title')}>
      <h1>{say('link.title')}</h1>
      <p class="lead">{say('link.text')}</p>
      <form method="post" action={publicPaths.preferencesLink}>
        <Hidden fields={{ lang: frame.lang }} />
        <Trap label={say('subscribe.trap')} />
        <EmailField
          label={say('subscribe.email')}
          value={email}
          invalid={say('subscribe.email.invalid')}
          fault={fault && say(`address.${fault}`)}
        />
        <button type="submit" class="primary">
          {say('link.button')}
        </button>
      </form>
    </PublicLayout>,
  )
}

export interface PreferencesLinkSentPageProps extends PublicFrame {
  readonly inboxUrl?: string
}

/** The answer to that form: the same for every address. */
export const preferencesLinkSentPage = ({ inboxUrl, ...frame }: PreferencesLinkSentPageProps): string => {
  const say = pagesIn(frame.lang)
  return renderPage(
    <PublicLayout {...frame} title={say('sent.title')}>
      <h1>{say('sent.title')}</h1>
      <p class="lead">{say('link.sent')}</p>
      <DemoInbox inboxUrl={inboxUrl} lang={frame.lang} />
      <p class="detail">{say('sent.missing')}</p>
    </PublicLayout>,
  )
}

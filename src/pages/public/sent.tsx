import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { DemoInbox } from '../parts/demo-inbox.tsx'
import { inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface SentPageProps extends PublicFrame {
  readonly newsletter?: Newsletter | null
  /** The local inbox, in demo mode. */
  readonly inboxUrl?: string
}

/** The answer to every subscribe form: the same words whether the address is new, known, or was never going to be mailed. */
export const sentPage = ({ newsletter, inboxUrl, ...frame }: SentPageProps): string => {
  const say = pagesIn(frame.lang, newsletter?.digits)
  const back = newsletter ? publicPaths.newsletter(newsletter.slug) : publicPaths.home
  return renderPage(
    <PublicLayout {...frame} newsletter={newsletter} title={say('sent.title')}>
      <h1>{say('sent.title')}</h1>
      <p class="lead">{say('sent.text')}</p>
      <p>{say('sent.valid')}</p>
      <DemoInbox inboxUrl={inboxUrl} lang={frame.lang} />
      <p class="detail">{say('sent.missing')}</p>
      <p class="links">
        <a href={inLanguage(back, frame.lang)}>{say('sent.back')}</a>
      </p>
    </PublicLayout>,
  )
}

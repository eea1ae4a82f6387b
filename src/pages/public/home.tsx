import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { ColourBand } from '../parts/colour-band.tsx'
import { Foreign } from '../parts/names.tsx'
import { adminPaths, inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface HomePageProps extends PublicFrame {
  readonly newsletters: readonly Newsletter[]
}

const Entry = ({ newsletter, lang }: { newsletter: Newsletter; lang: Locale }): VNode => (
  <li class="entry">
    <ColourBand colour={newsletter.colour} />
    <h2>
      <a href={inLanguage(publicPaths.newsletter(newsletter.slug), lang)}>
        <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign>
      </a>
    </h2>
    <p>
      <Foreign lang={newsletter.locale}>{newsletter.description}</Foreign>
    </p>
    <p class="detail">{pagesIn(lang)(`cadence.${newsletter.cadence}`)}</p>
  </li>
)

const NoNewsletter = ({ lang }: { lang: Locale }): VNode => (
  <>
    <p class="lead">{pagesIn(lang)('home.none')}</p>
    <p>{pagesIn(lang)('home.newsroom')}</p>
    <p>
      <a class="button quiet" href={inLanguage(adminPaths.newsroom, lang)}>
        {pagesIn(lang)('home.newsroom.link')}
      </a>
    </p>
  </>
)

/** The front page where there are several newsletters to choose from, or none yet. */
export const homePage = ({ newsletters, ...frame }: HomePageProps): string => {
  const say = pagesIn(frame.lang)
  return renderPage(
    <PublicLayout {...frame} title={say('home.title')} indexed>
      <h1>{say('home.title')}</h1>
      {newsletters.length === 0 && <NoNewsletter lang={frame.lang} />}
      {newsletters.length > 0 && (
        <>
          <p class="lead">{say('home.intro')}</p>
          <ul class="entries">
            {newsletters.map((newsletter) => (
              <Entry newsletter={newsletter} lang={frame.lang} />
            ))}
          </ul>
        </>
      )}
    </PublicLayout>,
  )
}

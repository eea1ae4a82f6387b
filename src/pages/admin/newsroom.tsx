import type { VNode } from 'preact'
import type { Cadence } from '../../domain/cadence.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import type { SubscriptionState } from '../../domain/subscription.ts'
import { adminIn } from '../../i18n/admin.ts'
import { formatCount } from '../../i18n/dates.ts'
import { ColourBand } from '../parts/colour-band.tsx'
import { Foreign } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths, inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'
import { DoneNotice } from './notices.tsx'
import type { AdminNotice } from './notices.tsx'
import { SourceRow } from './source-row.tsx'
import type { SourceOverview } from './source-row.tsx'

export interface NewsletterOverview {
  readonly newsletter: Newsletter
  readonly readers: Readonly<Record<SubscriptionState, number>>
  /** The next moment at which digests fall due; null where there are only instant ones. */
  readonly nextSlot: { readonly cadence: Cadence; readonly at: Date } | null
  readonly sources: readonly SourceOverview[]
}

export interface NewsroomPageProps extends AdminFrame {
  readonly newsletters: readonly NewsletterOverview[]
  readonly notice?: AdminNotice
}

type PartProps = Pick<NewsroomPageProps, 'lang' | 'csrf'> & { readonly overview: NewsletterOverview }

const others = ['pending', 'paused', 'unsubscribed', 'lapsed'] as const satisfies readonly SubscriptionState[]

const Readers = ({ overview: { readers }, lang }: PartProps): VNode => {
  const say = adminIn(lang)
  return (
    <section>
      <h3>{say('overview.readers')}</h3>
      <p class="figure">
        {formatCount(readers.active, lang, 'latn')} <span class="detail">{say('reader.active')}</span>
      </p>
      <dl class="counts">
        {others.map((state) => (
          <div>
            <dt>{say(`reader.${state}`)}</dt>
            <dd>{formatCount(readers[state], lang, 'latn')}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const NextIssue = ({ overview: { newsletter, nextSlot }, lang }: PartProps): VNode => {
  const say = adminIn(lang)
  return (
    <section>
      <h3>{say('overview.next')}</h3>
      {nextSlot === null && <p>{say('overview.next.none')}</p>}
      {nextSlot && (
        <p>
          <Moment at={nextSlot.at} lang={lang} digits="latn" zone={newsletter.timeZone} />
          <br />
          <span class="detail">{say(`cadence.${nextSlot.cadence}`)}</span>
        </p>
      )}
    </section>
  )
}

const Sources = ({ overview: { newsletter, sources }, lang, csrf }: PartProps): VNode => {
  const say = adminIn(lang)
  return (
    <section>
      <h3>{say('sources.heading')}</h3>
      {sources.length === 0 && <p>{say('sources.none')}</p>}
      <ul>
        {sources.map((source) => (
          <SourceRow source={source} lang={lang} csrf={csrf} zone={newsletter.timeZone} />
        ))}
      </ul>
    </section>
  )
}

const Overview = (props: PartProps): VNode => {
  const { newsletter } = props.overview
  const say = adminIn(props.lang)
  return (
    <article class="overview">
      <ColourBand colour={newsletter.colour} />
      <h2>
        <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign>
      </h2>
      <p class="links">
        <a href={inLanguage(adminPaths.newsletter(newsletter.slug), props.lang)}>{say('overview.open')}</a>
        <a href={publicPaths.newsletter(newsletter.slug)}>{say('overview.public')}</a>
      </p>
      <div class="overview-columns">
        <Readers {...props} />
        <NextIssue {...props} />
        <Sources {...props} />
      </div>
    </article>
  )
}

/** The newsroom's first page: how every newsletter is doing. */
export const newsroomPage = ({ newsletters, notice, ...frame }: NewsroomPageProps): string => {
  const say = adminIn(frame.lang)
  return renderPage(
    <AdminLayout {...frame} title={say('nav.newsletters')}>
      <h1>{say('nav.newsletters')}</h1>
      <DoneNotice notice={notice} lang={frame.lang} />
      {newsletters.length === 0 && <p class="lead">{say('overview.none')}</p>}
      {newsletters.map((overview) => (
        <Overview overview={overview} lang={frame.lang} csrf={frame.csrf} />
      ))}
    </AdminLayout>,
  )
}

import type { VNode } from 'preact'
import type { AddressFault } from '../../domain/address.ts'
import type { Cadence } from '../../domain/cadence.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { cadenceOptions } from '../parts/cadence-words.ts'
import { Choice } from '../parts/choice.tsx'
import { directionOfTag } from '../parts/direction.ts'
import { EmailField, Hidden, Trap } from '../parts/fields.tsx'
import { Foreign, Name, plainName, sentence } from '../parts/names.tsx'
import { OutwardLink } from '../parts/outward-link.tsx'
import { Day } from '../parts/times.tsx'
import { publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

/** What was typed, and what is wrong with it: texts for every fault are here. */
export interface SubscribeForm {
  readonly email: string
  readonly cadence: Cadence
  readonly faults?: { readonly email?: AddressFault; readonly cadence?: 'not_offered' }
}

export interface RecentPost {
  readonly title: string
  readonly url: string
  readonly publishedAt: Date
  readonly excerpt: string
  readonly lang: string | null
}

export interface NewsletterPageProps extends PublicFrame {
  readonly newsletter: Newsletter
  readonly form: SubscribeForm
  readonly recentPosts: readonly RecentPost[]
}

const Cadences = ({ newsletter, form, lang }: NewsletterPageProps): VNode => {
  const say = pagesIn(lang, newsletter.digits)
  const [only, ...others] = newsletter.cadences
  if (only && others.length === 0) {
    return (
      <>
        <Hidden fields={{ cadence: only }} />
        <p>{say('subscribe.cadence.only', { cadence: only })}</p>
      </>
    )
  }
  return (
    <Choice
      name="cadence"
      legend={say('subscribe.cadence')}
      options={cadenceOptions(newsletter, lang)}
      chosen={form.cadence}
      fault={form.faults?.cadence && say('choice.not_offered')}
    />
  )
}

const SubscribeSection = (props: NewsletterPageProps): VNode => {
  const { newsletter, form, lang } = props
  const say = pagesIn(lang, newsletter.digits)
  const names = { sender: <Name>{newsletter.sender.name}</Name>, newsletter: <Name>{newsletter.name}</Name> }
  return (
    <section class="subscribe" aria-labelledby="subscribe">
      <h2 id="subscribe">{say('subscribe.heading')}</h2>
      <form method="post" action={publicPaths.subscribe}>
        <Hidden fields={{ newsletter: newsletter.slug, lang }} />
        <input type="hidden" name="zone" value="" data-zone />
        <Trap label={say('subscribe.trap')} />
        <EmailField
          label={say('subscribe.email')}
          value={form.email}
          invalid={say('subscribe.email.invalid')}
          fault={form.faults?.email && say(`address.${form.faults.email}`)}
        />
        <Cadences {...props} />
        <button type="submit" class="primary">
          {say('subscribe.button')}
        </button>
        <p class="wording">{sentence(say, 'subscribe.wording', names)}</p>
      </form>
    </section>
  )
}

// The block takes the post's direction as a whole, so that title, excerpt and date share one edge.
const PostLine = ({ post, newsletter, lang }: { post: RecentPost; newsletter: Newsletter; lang: Locale }): VNode => (
  <li>
    <article dir={directionOfTag(post.lang)} {...(post.lang === null ? {} : { lang: post.lang })}>
      <h3>
        <OutwardLink url={post.url}>{plainName(post.title)}</OutwardLink>
      </h3>
      {post.excerpt && <p>{plainName(post.excerpt)}</p>}
      <p class="detail">
        <bdi lang={lang}>
          <Day at={post.publishedAt} lang={lang} digits={newsletter.digits} zone={newsletter.timeZone} />
        </bdi>
      </p>
    </article>
  </li>
)

const Recent = ({ newsletter, recentPosts, lang }: NewsletterPageProps): VNode => {
  const say = pagesIn(lang, newsletter.digits)
  return (
    <section class="recent" aria-labelledby="recent">
      <h2 id="recent">{say('recent.heading')}</h2>
      {recentPosts.length === 0 && <p>{say('recent.none')}</p>}
      <ol class="posts">
        {recentPosts.map((post) => (
          <PostLine post={post} newsletter={newsletter} lang={lang} />
        ))}
      </ol>
    </section>
  )
}

/** A newsletter's own page: what it is, the form that needs no script, and what was published lately. */
export const newsletterPage = (props: NewsletterPageProps): string => {
  const { newsletter } = props
  return renderPage(
    <PublicLayout {...props} title={newsletter.name} indexed wide nameplate>
      <div class="nameplate">
        <h1>
          <Foreign lang={newsletter.locale}>{newsletter.name}</Foreign>
        </h1>
        <p class="lead">
          <Foreign lang={newsletter.locale}>{newsletter.description}</Foreign>
        </p>
      </div>
      <div class="columns">
        <SubscribeSection {...props} />
        <Recent {...props} />
      </div>
    </PublicLayout>,
  )
}

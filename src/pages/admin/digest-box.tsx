import type { VNode } from 'preact'
import type { Cadence } from '../../domain/cadence.ts'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { adminIn } from '../../i18n/admin.ts'
import { faultText, type FaultCode } from '../../i18n/faults.ts'
import { formatCount } from '../../i18n/dates.ts'
import { Hidden, TextAreaField } from '../parts/fields.tsx'
import { plainName } from '../parts/names.tsx'
import { adminPaths } from '../paths.ts'

/** Why nothing can be sent now. */
export type Obstacle = 'no-posts' | 'no-readers' | 'sending'

/** What "send now" would do. The page's query `cadence` chooses whom it is for, so that the button's count is always exact. */
export interface NextDigest {
  /** Only readers of this cadence; null for all. */
  readonly cadence: Cadence | null
  /** How many would get something, of all cadences. */
  readonly everyone: number
  readonly byCadence: Readonly<Partial<Record<Cadence, number>>>
  /** How many would get something, of those chosen. */
  readonly readers: number
  readonly posts: number
  /** How many of the posts still settle. */
  readonly settling: number
  readonly note: string
  readonly obstacle: Obstacle | null
  /** What the newsletter lacks before anything can be sent; null when nothing. */
  readonly lacking: FaultCode | null
}

export interface DigestBoxProps {
  readonly newsletter: Newsletter
  readonly digest: NextDigest
  readonly lang: Locale
  readonly csrf: string
}

interface ChipProps extends DigestBoxProps {
  readonly text: string
  readonly count: number
  readonly cadence: Cadence | null
}

const Chip = ({ text, count, cadence, digest: { cadence: chosen, note }, lang }: ChipProps): VNode => (
  <a
    href={`?${new URLSearchParams({ ...(cadence && { cadence }), ...(note && { note }), lang })}#digest`}
    aria-current={cadence === chosen ? 'true' : undefined}
  >
    {text} <span class="number">{formatCount(count, lang, 'latn')}</span>
  </a>
)

const Audience = (props: DigestBoxProps): VNode => {
  const { newsletter, digest, lang } = props
  const say = adminIn(lang)
  return (
    <nav class="chips" aria-label={say('digest.audience')}>
      <Chip {...props} text={say('digest.everyone')} count={digest.everyone} cadence={null} />
      {newsletter.cadences.map((cadence) => (
        <Chip {...props} text={say(`cadence.${cadence}`)} count={digest.byCadence[cadence] ?? 0} cadence={cadence} />
      ))}
    </nav>
  )
}

const Summary = ({ digest, lang }: DigestBoxProps): VNode => {
  const say = adminIn(lang)
  const { readers, posts, settling, obstacle } = digest
  const counts = { readers: say('count.readers', { count: readers }), posts: say('count.posts', { count: posts }) }
  return (
    <>
      <p class="lead">{say('digest.would', counts)}</p>
      {settling > 0 && <p class="detail">{say('digest.settling', { count: settling })}</p>}
      {obstacle && (
        <p class="aside" id="obstacle">
          {say(`obstacle.${obstacle}`)}
        </p>
      )}
    </>
  )
}

const Buttons = ({ newsletter, digest, lang }: DigestBoxProps): VNode => {
  const say = adminIn(lang)
  const idle = digest.obstacle !== null || digest.lacking !== null
  return (
    <>
      <div class="actions">
        <button type="submit">{say('digest.preview')}</button>
        <button type="submit" formaction={adminPaths.test(newsletter.slug)}>
          {say('digest.test')}
        </button>
      </div>
      <button
        type="submit"
        class="primary"
        formaction={adminPaths.send(newsletter.slug)}
        disabled={idle}
        aria-describedby={idle ? (digest.obstacle === null ? 'lacking' : 'obstacle') : undefined}
      >
        {idle ? say('digest.idle') : say('digest.send', { count: digest.readers })}
      </button>
    </>
  )
}

/** What must be there before anything can be sent; a postal address can be given on the spot. */
const Lacking = ({ newsletter, digest, lang, csrf }: DigestBoxProps): VNode | null => {
  const say = adminIn(lang)
  const { lacking } = digest
  if (lacking === null) return null
  return (
    <section class="trouble" aria-labelledby="lacking">
      <p id="lacking">
        {say('obstacle.unfit')} {faultText(lacking, lang)}
      </p>
      {lacking === 'no_postal_address' && (
        <form method="post" action={adminPaths.imprint(newsletter.slug)}>
          <Hidden fields={{ csrf }} />
          <TextAreaField
            name="postalAddress"
            label={say('imprint.label')}
            detail={say('imprint.detail')}
            value={plainName(newsletter.postalAddress)}
          />
          <button type="submit">{say('imprint.save')}</button>
        </form>
      )}
    </section>
  )
}

/** The next digest: who would get it and what is in it, a look at it, a test, and the button that sends it, with the count in it. */
export const DigestBox = (props: DigestBoxProps): VNode => {
  const { newsletter, digest, lang, csrf } = props
  const say = adminIn(lang)
  return (
    <section class="digest desk-side" id="digest" aria-labelledby="digest-heading">
      <h2 id="digest-heading">{say('digest.heading')}</h2>
      <Audience {...props} />
      <Summary {...props} />
      <Lacking {...props} />
      <form method="post" action={adminPaths.preview(newsletter.slug)}>
        <Hidden fields={{ csrf, cadence: digest.cadence ?? '' }} />
        <TextAreaField name="note" label={say('digest.note')} detail={say('digest.note.detail')} value={digest.note} />
        <Buttons {...props} />
      </form>
    </section>
  )
}

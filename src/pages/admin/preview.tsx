import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import type { Newsletter } from '../../domain/newsletter.ts'
import { adminIn } from '../../i18n/admin.ts'
import { withoutOverrides } from '../parts/names.tsx'
import { adminPaths, inLanguage } from '../paths.ts'
import { renderPage } from '../render.ts'
import { AdminLayout } from './layout.tsx'
import type { AdminFrame } from './layout.tsx'

export interface PreviewPageProps extends AdminFrame {
  readonly newsletter: Newsletter
  readonly subject: string
  /** Where the rendered HTML part is served; it is shown without scripts and without our origin. */
  readonly htmlUrl: string
  readonly text: string
  /** Bytes of the HTML part. */
  readonly size: number
  /** What the lint of mails found, in words. */
  readonly lintFindings: readonly string[]
}

const Findings = ({ findings, lang }: { findings: readonly string[]; lang: Locale }): VNode => {
  const say = adminIn(lang)
  return (
    <section class="block" aria-labelledby="findings">
      <h2 id="findings">{say('preview.findings')}</h2>
      {findings.length === 0 && <p>{say('preview.findings.none')}</p>}
      <ul>
        {findings.map((finding) => (
          <li class="row">
            <p>
              <bdi>{withoutOverrides(finding)}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const Frames = ({ htmlUrl, lang }: Pick<PreviewPageProps, 'htmlUrl' | 'lang'>): VNode => (
  <div class="frames">
    {(['narrow', 'wide'] as const).map((width) => (
      <figure tabIndex={0}>
        <figcaption class="detail">{adminIn(lang)(`preview.${width}`)}</figcaption>
        <iframe
          class={width}
          title={adminIn(lang)(`preview.${width}`)}
          src={htmlUrl}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      </figure>
    ))}
  </div>
)

/** What readers would get: the digest at two widths, its plain text, its size, and what is worth a second look. */
export const previewPage = (props: PreviewPageProps): string => {
  const { newsletter, subject, htmlUrl, text, size, lintFindings, lang, query } = props
  const say = adminIn(lang)
  // Note and audience go back with the admin, whose wording is not done yet.
  const back = inLanguage(adminPaths.newsletter(newsletter.slug), lang, query)
  const kilobytes = new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(size / 1000)
  return renderPage(
    <AdminLayout {...props} title={say('preview.title')}>
      <p class="links">
        <a href={back}>{say('preview.back')}</a>
      </p>
      <h1>{say('preview.title')}</h1>
      <dl class="facts">
        <dt>{say('preview.subject')}</dt>
        <dd>
          <bdi>{withoutOverrides(subject)}</bdi>
        </dd>
        <dt>{say('preview.size')}</dt>
        <dd>{say('preview.size.value', { size: kilobytes })}</dd>
      </dl>
      <Findings findings={lintFindings} lang={lang} />
      <Frames htmlUrl={htmlUrl} lang={lang} />
      <h2>{say('preview.text')}</h2>
      <pre dir="auto" tabIndex={0}>
        {withoutOverrides(text)}
      </pre>
    </AdminLayout>,
  )
}

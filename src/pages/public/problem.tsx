import type { Locale } from '../../domain/locale.ts'
import { pagesIn } from '../../i18n/pages.ts'
import { problemText } from '../../i18n/problems.ts'
import type { ProblemKind } from '../../i18n/problems.ts'
import { withoutOverrides } from '../parts/names.tsx'
import { inLanguage, publicPaths } from '../paths.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

export interface ProblemPageProps extends PublicFrame {
  readonly status: number
  readonly kind: ProblemKind
  /** Instead of the kind's own title. */
  readonly title?: string
  /** Instead of the kind's own meaning, in the page's language. Never a stack, never an address. */
  readonly detail?: string
  /** The best next step; the front page when left out. */
  readonly next?: { readonly href: string; readonly text: string }
}

const home = (lang: Locale): { href: string; text: string } => ({
  href: inLanguage(publicPaths.home, lang),
  text: pagesIn(lang)('problem.home'),
})

/** What a browser is shown instead of a page that cannot be had: what happened, what to do, one link to do it. */
export const problemPage = ({ status, kind, title, detail, next, ...frame }: ProblemPageProps): string => {
  const say = pagesIn(frame.lang)
  const text = problemText(kind, frame.lang)
  const link = next ?? home(frame.lang)
  const heading = withoutOverrides(title ?? text.title)
  return renderPage(
    <PublicLayout {...frame} title={heading}>
      <p class="kicker">{say('problem.status', { status: String(status) })}</p>
      <h1>{heading}</h1>
      <p class="lead">{withoutOverrides(detail ?? text.meaning)}</p>
      <p>{text.next}</p>
      <p>
        <a class="button quiet" href={link.href}>
          {withoutOverrides(link.text)}
        </a>
      </p>
    </PublicLayout>,
  )
}

export interface ProblemKindPageProps extends PublicFrame {
  readonly kind: ProblemKind
}

/** The documentation of one kind of problem: what the `type` of an RFC 9457 answer points to. */
export const problemKindPage = ({ kind, ...frame }: ProblemKindPageProps): string => {
  const say = pagesIn(frame.lang)
  const text = problemText(kind, frame.lang)
  return renderPage(
    <PublicLayout {...frame} title={text.title} indexed>
      <p class="kicker">
        {say('problem.kind')} <code dir="ltr">{kind}</code>
      </p>
      <h1>{text.title}</h1>
      <h2>{say('problem.meaning')}</h2>
      <p>{text.meaning}</p>
      <h2>{say('problem.next')}</h2>
      <p>{text.next}</p>
    </PublicLayout>,
  )
}

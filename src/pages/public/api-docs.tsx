import type { VNode } from 'preact'
import { pagesIn } from '../../i18n/pages.ts'
import { renderPage } from '../render.ts'
import { PublicLayout } from './layout.tsx'
import type { PublicFrame } from './layout.tsx'

/** One route as its page tells it. */
export interface DocumentedRoute {
  readonly method: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly scope: string | null
  readonly summary: string
  readonly answers: Readonly<Record<number, string>>
}

export interface ApiDocsPageProps extends PublicFrame {
  readonly routes: readonly DocumentedRoute[]
}

const Route = ({ method, path, scope, summary, answers }: DocumentedRoute): VNode => (
  <section>
    <h2>
      <code dir="ltr">
        {method.toUpperCase()} /api/v1{path}
      </code>
    </h2>
    <p dir="ltr" lang="en">
      {summary}.
    </p>
    <ul dir="ltr" lang="en">
      {scope && (
        <li>
          scope <code>{scope}</code>
        </li>
      )}
      {Object.entries(answers).map(([status, meaning]) => (
        <li>
          {status}: {meaning}
        </li>
      ))}
    </ul>
  </section>
)

/** The API's routes, made from the same table that serves them. */
export const apiDocsPage = ({ routes, ...frame }: ApiDocsPageProps): string => {
  const say = pagesIn(frame.lang)
  return renderPage(
    <PublicLayout {...frame} title={say('api.title')} indexed>
      <h1>{say('api.title')}</h1>
      <p class="lead">{say('api.lead')}</p>
      <p>
        <a href="/api/openapi.json">/api/openapi.json</a>
      </p>
      {routes.map((route) => (
        <Route {...route} />
      ))}
    </PublicLayout>,
  )
}

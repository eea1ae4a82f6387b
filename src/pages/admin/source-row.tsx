import type { VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { sourceFaultText } from '../../i18n/admin-source-faults.ts'
import { Action } from '../parts/action.tsx'
import { Ltr, sentence } from '../parts/names.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths } from '../paths.ts'

export interface SourceOverview {
  readonly id: string
  readonly kind: 'wordpress' | 'feed' | 'push'
  readonly url: string
  readonly lastFetchAt: Date | null
  /** The machine word for what went wrong last; null when nothing did. With no `failures`, another way to read it worked. */
  readonly fault: string | null
  /** Failed attempts in a row; 0 while it can be read. */
  readonly failures: number
}

interface SourceRowProps {
  readonly source: SourceOverview
  readonly lang: Locale
  readonly csrf: string
  readonly zone: string
}

const LastFetch = ({ source, lang, zone }: Omit<SourceRowProps, 'csrf'>): VNode => {
  const say = adminIn(lang)
  const { lastFetchAt } = source
  return (
    <p class="detail">
      {say(`source.${source.kind}`)}
      {' · '}
      {lastFetchAt === null
        ? say('sources.never')
        : sentence(say, 'sources.fetched', {
            moment: <Moment at={lastFetchAt} lang={lang} digits="latn" zone={zone} />,
          })}
    </p>
  )
}

const Trouble = ({ source, lang }: Pick<SourceRowProps, 'source' | 'lang'>): VNode | null => {
  const say = adminIn(lang)
  if (source.fault === null) return null
  const text = sourceFaultText(source.fault, lang)
  return source.failures === 0 ? (
    <p class="detail">
      {text} {say('sources.fallback')}
    </p>
  ) : (
    <p class="fault">
      {text} {source.failures > 1 && `(${say('count.failures', { count: source.failures })})`}
    </p>
  )
}

/** One source: whether it works, when it was last fetched, what is wrong in plain words, and a button to fetch it now. */
export const SourceRow = ({ source, lang, csrf, zone }: SourceRowProps): VNode => {
  const say = adminIn(lang)
  return (
    <li class="row">
      <div>
        <p>
          <Ltr>{source.url}</Ltr>{' '}
          {source.lastFetchAt && (
            <span class={source.failures === 0 ? 'tag good' : 'tag bad'}>
              {say(source.failures === 0 ? 'sources.well' : 'sources.failing')}
            </span>
          )}
        </p>
        <LastFetch source={source} lang={lang} zone={zone} />
        <Trouble source={source} lang={lang} />
      </div>
      {source.kind !== 'push' && (
        <Action action={adminPaths.syncSource(source.id)} fields={{ csrf }} weight="quiet">
          {say('sources.sync')} <span class="unseen">{source.url}</span>
        </Action>
      )}
    </li>
  )
}

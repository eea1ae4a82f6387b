import type { VNode } from 'preact'
import type { BounceKind } from '../../domain/bounce.ts'
import type { Locale } from '../../domain/locale.ts'
import { adminIn } from '../../i18n/admin.ts'
import { formatCount } from '../../i18n/dates.ts'
import { adminPaths, inLanguage } from '../paths.ts'

/** In the order in which pages name them. */
export const returnedKinds = ['hard', 'soft', 'complaint'] as const satisfies readonly BounceKind[]

/** Of how many readers messages came back, by kind. */
export type ReturnedCounts = Readonly<Record<BounceKind, number>>

interface ReturnedProps {
  readonly issueId: string
  readonly returned: ReturnedCounts
  readonly lang: Locale
}

/** What came back of an issue, in numbers; nothing where nothing did. */
export const Returned = ({ issueId, returned, lang }: ReturnedProps): VNode | null => {
  const say = adminIn(lang)
  if (returnedKinds.every((kind) => returned[kind] === 0)) return null
  return (
    <section class="block" aria-labelledby="returned">
      <h2 id="returned">{say('returned.heading')}</h2>
      <dl class="counts">
        {returnedKinds.map((kind) => (
          <div>
            <dt>{say(`bounces.${kind}`)}</dt>
            <dd>{formatCount(returned[kind], lang, 'latn')}</dd>
          </div>
        ))}
      </dl>
      <p class="links">
        <a href={inLanguage(adminPaths.bounces, lang, { issue: issueId })}>{say('returned.one-by-one')}</a>
      </p>
    </section>
  )
}

/** The same in a few words, for a line of a list: "17 came back · 1 complaint". */
export const returnedInWords = ({ hard, soft, complaint }: ReturnedCounts, lang: Locale): string[] => {
  const say = adminIn(lang)
  const count = hard + soft
  return [
    ...(count > 0 ? [say('issues.returned', { count })] : []),
    ...(complaint > 0 ? [say('issues.complaints', { count: complaint })] : []),
  ]
}

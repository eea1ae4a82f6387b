import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '../../domain/locale.ts'
import type { Post, PostState } from '../../domain/post.ts'
import { adminIn } from '../../i18n/admin.ts'
import { Action } from '../parts/action.tsx'
import { Foreign, sentence } from '../parts/names.tsx'
import { OutwardLink } from '../parts/outward-link.tsx'
import { Moment } from '../parts/times.tsx'
import { adminPaths } from '../paths.ts'

export type AdminPost = Pick<Post, 'id' | 'title' | 'url' | 'lang' | 'state' | 'stateReason' | 'readyAt'>

interface PostRowProps {
  readonly post: AdminPost
  readonly lang: Locale
  readonly csrf: string
  readonly zone: string
}

type Step = 'hold' | 'release' | 'drop'

/** What an admin may do to a post: nothing to one that its source took back. */
const steps: Readonly<Record<PostState, readonly Step[]>> = {
  settling: ['hold', 'drop'],
  ready: ['hold', 'drop'],
  held: ['release', 'drop'],
  never: ['release'],
  withdrawn: [],
}

const actions = { hold: adminPaths.holdPost, release: adminPaths.releasePost, drop: adminPaths.dropPost }

const State = ({ post, lang, zone }: Omit<PostRowProps, 'csrf'>): ComponentChildren => {
  const say = adminIn(lang)
  const moment = <Moment at={post.readyAt} lang={lang} digits="latn" zone={zone} />
  const why = post.stateReason && ['held', 'never'].includes(post.state)
  return [sentence(say, `post.${post.state}`, { moment }), why && `: ${say(`reason.${post.stateReason}`)}`]
}

/** One post: where it stands and why, and what can be done about it. */
export const PostRow = ({ post, lang, csrf, zone }: PostRowProps): VNode => {
  const say = adminIn(lang)
  const title = <Foreign lang={post.lang}>{post.title}</Foreign>
  return (
    <li class="row">
      <div>
        <p class="row-title">
          <OutwardLink url={post.url}>{title}</OutwardLink>
        </p>
        <p class="detail">
          <State post={post} lang={lang} zone={zone} />
        </p>
      </div>
      <div class="row-actions">
        {steps[post.state].map((step) => (
          <Action action={actions[step](post.id)} fields={{ csrf }} weight="quiet">
            {say(`post.${step}`)} <span class="unseen">{title}</span>
          </Action>
        ))}
      </div>
    </li>
  )
}

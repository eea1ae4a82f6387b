import type { PostAccess, PostState, PostStateReason } from './post.ts'

/** Older than this at first sight, a post is known and not mailed. */
export const oldAfterDays = 7

/** More new posts than this in one look are held until an admin says what they are. */
export const avalancheAbove = 30

/** What is known of a post that has just been seen for the first time. */
export interface FirstSight {
  readonly publishedAt: Date
  readonly access: PostAccess
  readonly now: Date
  readonly settleMinutes: number
  /** Whether its source had never been looked at before. */
  readonly sourceIsNew: boolean
  /** How many new posts came with it, itself among them. */
  readonly together: number
}

/** What becomes of a post at first sight, and from when on it belongs to digests. */
export interface Verdict {
  readonly state: PostState
  readonly stateReason: PostStateReason | null
  readonly readyAt: Date
}

/** Decides about a new post: existing and old ones are never mailed by surprise, a flood is held, all others settle first. */
export const judgeArrival = ({
  publishedAt,
  access,
  now,
  settleMinutes,
  sourceIsNew,
  together,
}: FirstSight): Verdict => {
  const verdict = (state: PostState, stateReason: PostStateReason | null): Verdict => ({
    state,
    stateReason,
    readyAt: now,
  })
  if (access !== 'everybody') return verdict('never', 'not_public')
  if (sourceIsNew) return verdict('never', 'first_sight')
  if (now.getTime() - publishedAt.getTime() > oldAfterDays * 86_400_000) return verdict('never', 'too_old')
  if (together > avalancheAbove) return verdict('held', 'avalanche')
  if (settleMinutes === 0) return verdict('ready', null)
  return { state: 'settling', stateReason: null, readyAt: new Date(now.getTime() + settleMinutes * 60_000) }
}

import { until } from '../support/wait.ts'
import { unless } from './finding.ts'
import type { Scene, Stage } from './stage.ts'

/** How long it took, in milliseconds from the moment the next worker worked. */
export interface Recovery {
  /** Until the next message left; null when none was left to be sent. */
  readonly nextMs: number
  /** Until the issue was finished. */
  readonly finalMs: number
}

const nextMessageMs = 2000
const patienceSeconds = 60

/** Waits until everything of a send is final. */
export const recover = async (scene: Scene): Promise<Recovery> => {
  const since = performance.now()
  const taken = scene.taken
  const nextMs = (await hasMore(scene))
    ? await until('the next message leaves', () => scene.taken > taken, patienceSeconds).then(
        () => performance.now() - since,
      )
    : 0
  await scene.finishes(patienceSeconds)
  return { nextMs: Math.round(nextMs), finalMs: Math.round(performance.now() - since) }
}

const hasMore = async ({ stage, issueId }: Scene): Promise<boolean> => {
  const { rows } = await stage.sql.query<{ more: boolean }>(
    `select exists (select from issue where id = $1 and state = 'scheduled')
       or exists (select from delivery where issue_id = $1 and state in ('planned', 'deferred')) as more`,
    [issueId],
  )
  return rows[0]?.more === true
}

/** What of a recovery took too long: the next message 2 s, all of it two leases. */
export const slowness = (stage: Stage, { nextMs, finalMs }: Recovery): string[] => [
  ...unless(nextMs <= nextMessageMs, `the next message left after ${nextMs} ms`),
  ...unless(finalMs <= 2000 * stage.leaseSeconds, `final after ${finalMs} ms`),
]

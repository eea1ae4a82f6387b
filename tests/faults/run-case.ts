import type { Case } from './case.ts'
import type { ClearableGround } from './ground.ts'

/** One line of the suite's output. */
export interface RunLine {
  readonly suite: string
  readonly id: string
  readonly seed: number
  readonly verdict: 'kept' | 'slow' | 'broken' | 'failed' | 'skipped'
  readonly ms: number
  readonly counts: Readonly<Record<string, number>>
  /** What was breached, what was slow, what failed, or why it was skipped. */
  readonly why?: readonly string[]
}

/** Runs a case once. Never rejects: a run that could not be brought to its end has failed, and clears the ground. */
export const runCase = async (one: Case, ground: ClearableGround, seed: number): Promise<RunLine> => {
  const began = performance.now()
  const line = (verdict: RunLine['verdict'], counts: RunLine['counts'], why: readonly string[]): RunLine => ({
    suite: one.suite,
    id: one.id,
    seed,
    verdict,
    ms: Math.round(performance.now() - began),
    counts,
    ...(why.length > 0 ? { why } : {}),
  })
  try {
    const obstacle = (await one.obstacle?.()) ?? null
    if (obstacle !== null) return line('skipped', {}, [obstacle])
    const { breaches, slow = [], counts } = await one.run(ground, seed)
    if (breaches.length > 0) await ground.clear()
    const verdict = breaches.length > 0 ? 'broken' : slow.length > 0 ? 'slow' : 'kept'
    return line(verdict, counts, [...breaches, ...slow])
  } catch (error) {
    await ground.clear()
    return line('failed', {}, [error instanceof Error ? (error.stack ?? error.message) : String(error)])
  }
}

import type { Finding } from './finding.ts'
import type { Backend, Lane } from './lane.ts'

export const suites = ['S1', 'S2', 'S3', 'S4', 'S5'] as const
/** Crashes, SMTP misbehaviour, store faults, races, time. */
export type Suite = (typeof suites)[number]

/** What cases of one track share while they follow each other. */
export interface Ground {
  /** The lane of a backend, opened when it is first asked for. */
  lane(backend: Backend): Promise<Lane>
}

/** A fault that can be brought about again by its seed. */
export interface Case {
  readonly suite: Suite
  readonly id: string
  /** Cases of one track follow each other; the tracks run side by side. */
  readonly track: Backend
  /** How often it runs, each time with another seed: in a quick look, and when all is asked for. */
  readonly runs: { readonly few: number; readonly all: number }
  /** Why this machine cannot run it; null when it can. */
  obstacle?(): Promise<string | null> | string | null
  run(ground: Ground, seed: number): Promise<Finding>
}

export interface Plan {
  readonly size: number
  readonly rounds: number
}

/** What a run found: figures for machines, lines for people, and what must not be. */
export interface Findings {
  readonly figures: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  /** Sentences about bars that were missed; a run with any fails. */
  readonly faults: readonly string[]
}

/** One benchmark with its control. */
export interface Scenario {
  readonly summary: string
  readonly defaults: Plan
  run(plan: Plan): Promise<Findings>
}

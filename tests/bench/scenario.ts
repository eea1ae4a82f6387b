/** How a scenario is to be run. Each takes from it what concerns it. */
export interface Plan {
  readonly size: number
  readonly rounds: number
  /** With DKIM, without, or one after the other. */
  readonly signing: readonly boolean[]
  /** Milliseconds that the sink waits before every reply; 0 is a measurement of speed. */
  readonly delayMs: number
  /** The most connections of the subject to its relay. */
  readonly connections: number
  /** Earlier issues that already stand in the ledger. */
  readonly earlier: number
}

/** A row of the README's table. */
export interface Row {
  /** Stays the same from run to run: a newer row replaces the older one. */
  readonly id: string
  readonly what: string
  readonly size: number
  readonly figure: string
  readonly control: string
  readonly ratio: string
}

/** What a run found: figures for machines, lines for people, and what must not be. */
export interface Findings {
  readonly figures: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  readonly rows: readonly Row[]
  /** Sentences about bars that were missed; a run with any fails. */
  readonly faults: readonly string[]
}

/** One benchmark with its control. */
export interface Scenario {
  readonly summary: string
  readonly defaults: Pick<Plan, 'size' | 'rounds'> & Partial<Pick<Plan, 'connections'>>
  run(plan: Plan): Promise<Findings>
}

/** What a run found out. It kept the promise when nothing was breached. */
export interface Finding {
  readonly breaches: readonly string[]
  /** What took longer than it may; on a machine with better things to do this says little. */
  readonly slow?: readonly string[]
  /** Numbers worth adding up: how many ended in which state, how long it took to recover. */
  readonly counts: Readonly<Record<string, number>>
}

/** Joins what several parts of a run found; numbers of the same name are added up. */
export const joined = (findings: readonly Finding[]): Finding => {
  const counts: Record<string, number> = {}
  for (const finding of findings)
    for (const [name, number] of Object.entries(finding.counts)) counts[name] = (counts[name] ?? 0) + number
  return {
    breaches: findings.flatMap(({ breaches }) => breaches),
    slow: findings.flatMap(({ slow = [] }) => slow),
    counts,
  }
}

/** A breach with the given words unless something is so. */
export const unless = (isSo: boolean, words: string): string[] => (isSo ? [] : [words])

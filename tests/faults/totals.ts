import type { RunLine } from './run-case.ts'

const sumOf = (lines: readonly RunLine[], name: string): number =>
  lines.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0)

const worstOf = (lines: readonly RunLine[], name: string): number =>
  Math.max(0, ...lines.map(({ counts }) => counts[name] ?? 0))

const verdictsOf = (lines: readonly RunLine[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(lines, ({ verdict }) => verdict)].map(([verdict, some]) => [verdict, some.length]))

/** What all runs of each suite came to, one object per suite. */
export const totalsOf = (lines: readonly RunLine[]): Record<string, unknown>[] =>
  [...Map.groupBy(lines, ({ suite }) => suite)].map(([suite, own]) => ({
    suite,
    total: own.length,
    ...verdictsOf(own),
    kills: sumOf(own, 'kills'),
    uncertain: sumOf(own, 'uncertain'),
    slowestNextMs: worstOf(own, 'nextMs'),
    slowestFinalMs: worstOf(own, 'finalMs'),
    seconds: Math.round(own.reduce((sum, { ms }) => sum + ms, 0) / 1000),
  }))

import type { ControlRun } from './control.ts'
import type { Findings } from './scenario.ts'
import type { SentIssue } from './send-issue.ts'
import { rounded, spreadOf, type Spread } from './statistics.ts'

/** One round of a send and its controls. */
export interface Round {
  readonly subject: SentIssue
  readonly control: readonly [before: ControlRun, after: ControlRun]
  /** Messages per second that the wire itself would carry; null where nobody could tell. */
  readonly wire: number | null
}

/** What one process may hold at its fullest, in megabytes. */
const memoryLimit = 300

/** Sums the rounds up by their medians. */
export const reportOn = (
  rounds: readonly Round[],
  { readers, peakBytes }: { readers: number; peakBytes: number },
): Findings => {
  const peakMB = Math.round(peakBytes / 2 ** 20)
  const faults = rounds.flatMap((round, index) => faultsOf(round, index + 1, readers))
  if (peakMB > memoryLimit) faults.push(`Nashra held ${peakMB} MB at its fullest; ${memoryLimit} are allowed.`)
  const summary = { ...summaryOf(rounds), peakMB }
  return { figures: { ...summary, rounds }, lines: linesOf(summary), faults }
}

type Summary = ReturnType<typeof summaryOf> & { readonly peakMB: number }

const rateOf = ({ subject }: Round): number => subject.messagesPerSecond
const controlRate = ({ control: [before, after] }: Round): number =>
  (before.messagesPerSecond + after.messagesPerSecond) / 2

/** The two controls differ by more than a quarter: the machine had other things to do. */
const isNoisy = ({ control: [before, after] }: Round): boolean => {
  const rates = [before.messagesPerSecond, after.messagesPerSecond]
  return Math.max(...rates) > 1.25 * Math.min(...rates)
}

/** Median and range of a figure; null as soon as one round lacks it. */
const spread = (rounds: readonly Round[], figure: (round: Round) => number | null): Spread | null => {
  const values = rounds.map(figure)
  if (values.includes(null)) return null
  const { median, lowest, highest } = spreadOf(values.map(Number))
  return { median: rounded(median), lowest: rounded(lowest), highest: rounded(highest) }
}

const summaryOf = (rounds: readonly Round[]) => {
  const median = (figure: (round: Round) => number | null): number | null => spread(rounds, figure)?.median ?? null
  return {
    messagesPerSecond: median(rateOf),
    controlMessagesPerSecond: median(controlRate),
    wireMessagesPerSecond: median(({ wire }) => wire),
    ratio: spread(rounds, (round) => rateOf(round) / controlRate(round)),
    ratioToWire: spread(rounds, (round) => (round.wire === null ? null : rateOf(round) / round.wire)),
    cpuMicrosPerMessage: {
      nashra: median(({ subject }) => subject.cpuMicrosPerMessage.subject),
      postgres: median(({ subject }) => subject.cpuMicrosPerMessage.postgres),
      sink: median(({ subject }) => subject.cpuMicrosPerMessage.sink),
      control: median(({ control: [before, after] }) => (before.cpuMicrosPerMessage + after.cpuMicrosPerMessage) / 2),
    },
    bytesPerMessage: {
      nashra: median(({ subject }) => subject.bytesPerMessage),
      control: median(({ control: [before] }) => before.bytesPerMessage),
    },
    firstMessageMs: median(({ subject }) => subject.firstMessageMs),
    noisyRounds: rounds.filter(isNoisy).length,
  }
}

const faultsOf = ({ subject }: Round, round: number, readers: number): string[] => {
  const { planned, accepted, lost, twice } = subject
  const whole = planned === readers && accepted === readers && lost === 0 && twice === 0
  const counts = `planned ${planned}, accepted ${accepted}, lost ${lost}, twice ${twice}`
  return whole ? [] : [`Round ${round} of ${readers} readers: ${counts}.`]
}

const linesOf = (summary: Summary): string[] => {
  const { cpuMicrosPerMessage: cpu, bytesPerMessage: bytes } = summary
  return [
    `messages per second       ${shown(summary.messagesPerSecond)}`,
    `bare Nodemailer pool      ${shown(summary.controlMessagesPerSecond)}, ratio ${shownSpread(summary.ratio)}`,
    `limit of the wire         ${shown(summary.wireMessagesPerSecond)}, ratio ${shownSpread(summary.ratioToWire)}`,
    `CPU per message           Nashra ${shown(cpu.nashra)} µs, PostgreSQL ${shown(cpu.postgres)} µs, sink ${shown(cpu.sink)} µs, control ${shown(cpu.control)} µs`,
    `bytes per message         ${shown(bytes.nashra)}, control ${shown(bytes.control)}`,
    `trigger to first message  ${shown(summary.firstMessageMs)} ms`,
    `memory at its fullest     ${summary.peakMB} MB`,
    `rounds on a busy machine  ${summary.noisyRounds}`,
  ]
}

const shown = (value: number | null): string => (value === null ? 'unknown' : String(Math.round(value)))

const shownSpread = (value: Spread | null): string =>
  value === null ? 'unknown' : `${value.median} (${value.lowest} to ${value.highest})`

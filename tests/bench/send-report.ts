import type { ControlRun } from './control.ts'
import type { Findings } from './scenario.ts'
import type { SentIssue } from './send-issue.ts'
import { rounded, spreadOf } from './statistics.ts'

/** One round of a send and its controls. */
export interface Round {
  readonly subject: SentIssue
  readonly control: readonly [before: ControlRun, after: ControlRun]
  /** Messages per second as a share of the controls'. */
  readonly ratio: number
  /** The two controls differ by more than a quarter: the machine had other things to do. */
  readonly noisy: boolean
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

const summaryOf = (rounds: readonly Round[]) => {
  const median = (figure: (round: Round) => number): number => Math.round(spreadOf(rounds.map(figure)).median)
  const { median: middle, lowest, highest } = spreadOf(rounds.map(({ ratio }) => ratio))
  return {
    messagesPerSecond: median(({ subject }) => subject.messagesPerSecond),
    controlMessagesPerSecond: median(
      ({ control: [one, other] }) => (one.messagesPerSecond + other.messagesPerSecond) / 2,
    ),
    ratio: { median: rounded(middle), lowest: rounded(lowest), highest: rounded(highest) },
    cpuMicrosPerMessage: {
      nashra: median(({ subject }) => subject.cpuMicrosPerMessage.subject),
      postgres: rounds.some(({ subject }) => subject.cpuMicrosPerMessage.postgres === null)
        ? null
        : median(({ subject }) => subject.cpuMicrosPerMessage.postgres ?? 0),
      sink: median(({ subject }) => subject.cpuMicrosPerMessage.sink),
      control: median(({ control: [one, other] }) => (one.cpuMicrosPerMessage + other.cpuMicrosPerMessage) / 2),
    },
    bytesPerMessage: {
      nashra: median(({ subject }) => subject.bytesPerMessage),
      control: median(({ control: [one] }) => one.bytesPerMessage),
    },
    firstMessageMs: median(({ subject }) => subject.firstMessageMs),
    noisyRounds: rounds.filter(({ noisy }) => noisy).length,
  }
}

const faultsOf = ({ subject }: Round, round: number, readers: number): string[] => {
  const { planned, accepted, lost, twice } = subject
  const whole = planned === readers && accepted === readers && lost === 0 && twice === 0
  const counts = `planned ${planned}, accepted ${accepted}, lost ${lost}, twice ${twice}`
  return whole ? [] : [`Round ${round} of ${readers} readers: ${counts}.`]
}

const linesOf = (summary: Summary): string[] => {
  const { ratio, cpuMicrosPerMessage: cpu, bytesPerMessage: bytes } = summary
  return [
    `messages per second       ${summary.messagesPerSecond}, bare Nodemailer pool ${summary.controlMessagesPerSecond}`,
    `ratio to the control      ${ratio.median} (${ratio.lowest} to ${ratio.highest})`,
    `CPU per message           Nashra ${cpu.nashra} µs, PostgreSQL ${cpu.postgres ?? '?'} µs, sink ${cpu.sink} µs, control ${cpu.control} µs`,
    `bytes per message         ${bytes.nashra}, control ${bytes.control}`,
    `trigger to first message  ${summary.firstMessageMs} ms`,
    `memory at its fullest     ${summary.peakMB} MB`,
    `rounds on a busy machine  ${summary.noisyRounds}`,
  ]
}

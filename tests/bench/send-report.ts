import { availableParallelism } from 'node:os'
import { above, below, gates } from './gates.ts'
import type { ControlRun } from './nodemailer.ts'
import type { WireRun } from './postfix.ts'
import { toldNoise, type Rounds } from './rounds.ts'
import type { Findings, Row } from './scenario.ts'
import type { SentIssue } from './send-issue.ts'
import type { Proof } from './send-proof.ts'
import { shown, spreadOver } from './statistics.ts'

export interface Controls {
  /** Null where Postfix's test programs are not to be had. */
  readonly wire: WireRun | null
  readonly nodemailer: ControlRun
}

/** One round of a send and its controls. */
export interface Round {
  readonly before: Controls
  readonly subject: SentIssue
  readonly after: Controls
  /** What one RSA signature costs, in microseconds of CPU; null where nothing was signed. */
  readonly signatureMicros: number | null
}

/** The rounds with DKIM, or those without. */
export interface Measured {
  readonly signed: boolean
  readonly proof: Proof
  readonly rounds: Rounds<Round>
}

export interface Setting {
  readonly readers: number
  readonly peakBytes: number
  /** Which sink took the speed runs. */
  readonly sink: string
}

/** Sums the rounds up by their medians. */
export const reportOn = (all: readonly Measured[], { readers, peakBytes, sink }: Setting): Findings => {
  const peakMB = Math.round(peakBytes / 2 ** 20)
  const sums = all.map((measured) => ({ measured, summary: summaryOf(measured) }))
  return {
    figures: { peakMB, sink, ...Object.fromEntries(sums.map(figuresOf)) },
    lines: [...sums.flatMap(linesOf), `sink of the speed runs    ${sink}`, `memory at its fullest     ${peakMB} MB`],
    rows: sums.map(({ measured, summary }) => rowOf(measured, summary, readers)),
    faults: [
      ...sums.flatMap(({ measured, summary }) => faultsOf(measured, summary, readers)),
      ...above('Memory of the one process at its fullest, in MB', peakMB, gates.growth.peakMB),
    ],
  }
}

const mean = (one: number | null | undefined, other: number | null | undefined): number | null =>
  typeof one === 'number' && typeof other === 'number' ? (one + other) / 2 : null

const wireRate = ({ before, after }: Round): number | null =>
  mean(before.wire?.messagesPerSecond, after.wire?.messagesPerSecond)

const nodemailerRate = ({ before, after }: Round): number =>
  (before.nodemailer.messagesPerSecond + after.nodemailer.messagesPerSecond) / 2

const share = (part: number, whole: number | null): number | null => (whole === null ? null : part / whole)

/**
 * What all cores could do if a message cost no more than its signature and the C programs' sending and taking; where those
 * are not to be had, its signature and our sink's taking.
 */
const roofline = ({ before, subject, after, signatureMicros }: Round): number | null => {
  const source = mean(before.wire?.sourceMicros, after.wire?.sourceMicros) ?? 0
  const sink = mean(before.wire?.sinkMicros, after.wire?.sinkMicros) ?? subject.cpuMicrosPerMessage.sink ?? 0
  return signatureMicros === null ? null : (availableParallelism() * 1e6) / (signatureMicros + source + sink)
}

const rateOf = ({ subject }: Round): number => subject.messagesPerSecond

type Summary = ReturnType<typeof summaryOf>

const summaryOf = ({ proof, rounds: { kept } }: Measured) => {
  const over = (figure: (round: Round) => number | null) => spreadOver(kept, figure)
  return {
    messagesPerSecond: over(rateOf),
    wire: over(wireRate),
    ratioToWire: over((round) => share(rateOf(round), wireRate(round))),
    nodemailer: over(nodemailerRate),
    ratioToNodemailer: over((round) => rateOf(round) / nodemailerRate(round)),
    roofline: over(roofline),
    ratioToRoofline: over((round) => share(rateOf(round), roofline(round))),
    cpuMicrosPerMessage: {
      nashra: over(({ subject }) => subject.cpuMicrosPerMessage.subject),
      postgres: over(({ subject }) => subject.cpuMicrosPerMessage.postgres),
      sink: over(({ subject }) => subject.cpuMicrosPerMessage.sink),
      nodemailer: over(({ before, after }) =>
        mean(before.nodemailer.cpuMicrosPerMessage, after.nodemailer.cpuMicrosPerMessage),
      ),
      signature: over(({ signatureMicros }) => signatureMicros),
      smtpSource: over(({ before, after }) => mean(before.wire?.sourceMicros, after.wire?.sourceMicros)),
      smtpSink: over(({ before, after }) => mean(before.wire?.sinkMicros, after.wire?.sinkMicros)),
    },
    walBytesPerMessage: over(({ subject }) => subject.walBytesPerMessage),
    freezeMs: over(({ subject }) => subject.freezeMs),
    firstMessageMs: over(({ subject }) => subject.firstMessageMs),
    bytesPerMessage: Math.round(proof.bytesPerMessage),
  }
}

const nameOf = ({ signed }: Measured): string => (signed ? 'with DKIM' : 'without DKIM')

const figuresOf = ({ measured, summary }: { measured: Measured; summary: Summary }): [string, unknown] => {
  const { proof, rounds, signed } = measured
  const { lost, unexpected, twice, verified, unsigned } = proof
  const correct = { lost, unexpected, twice, verified, notVerified: unsigned.length }
  return [signed ? 'signed' : 'plain', { ...summary, correct, ...rounds }]
}

const linesOf = ({ measured, summary }: { measured: Measured; summary: Summary }): string[] => {
  const { cpuMicrosPerMessage: cpu } = summary
  const { lost, unexpected, twice, verified, unsigned } = measured.proof
  const signatures = measured.signed ? `, ${verified - unsigned.length} of ${verified} signatures verified` : ''
  return [
    `messages per second       ${shown(summary.messagesPerSecond)}, ${nameOf(measured)}`,
    `smtp-source to smtp-sink  ${shown(summary.wire)}, ratio ${shown(summary.ratioToWire)}`,
    `bare Nodemailer pool      ${shown(summary.nodemailer)}, ratio ${shown(summary.ratioToNodemailer)}`,
    ...(measured.signed
      ? [`cores that only sign      ${shown(summary.roofline)}, ratio ${shown(summary.ratioToRoofline)}`]
      : []),
    `CPU per message           Nashra ${shown(cpu.nashra, ' µs')}, PostgreSQL ${shown(cpu.postgres, ' µs')}, sink ${shown(cpu.sink, ' µs')}`,
    `                          Nodemailer ${shown(cpu.nodemailer, ' µs')}, smtp-source ${shown(cpu.smtpSource, ' µs')}, its sink ${shown(cpu.smtpSink, ' µs')}, a signature ${shown(cpu.signature, ' µs')}`,
    `WAL per message           ${shown(summary.walBytesPerMessage, ' bytes')}`,
    `bytes per message         ${summary.bytesPerMessage}`,
    `on record                 ${lost} lost, ${unexpected} unexpected, ${twice} twice${signatures}`,
    `trigger                   frozen after ${shown(summary.freezeMs, ' ms')}, first message ${shown(summary.firstMessageMs, ' ms')} later`,
    toldNoise(measured.rounds),
    '',
  ]
}

const rowOf = (measured: Measured, summary: Summary, readers: number): Row => {
  const known = summary.wire !== null
  return {
    id: measured.signed ? 'send-signed' : 'send-plain',
    what: `a whole send, full ledger, 20 kB messages, ${nameOf(measured)}`,
    size: readers,
    figure: shown(summary.messagesPerSecond, ' messages/s'),
    control: `${known ? `smtp-source to smtp-sink: ${shown(summary.wire, '/s')}; ` : ''}Nodemailer: ${shown(summary.nodemailer, '/s')}`,
    ratio: `${known ? `${shown(summary.ratioToWire)}; ` : ''}${shown(summary.ratioToNodemailer)}`,
  }
}

const faultsOf = (measured: Measured, summary: Summary, readers: number): string[] => {
  const { send } = gates
  const rate = `Messages per second ${nameOf(measured)}`
  const toWire = measured.signed ? send.signedToWire : send.plainToWire
  const nodemailer = measured.signed ? (summary.ratioToNodemailer?.median ?? null) : null
  // Without the wire's limit there is only the processor's to judge by.
  const toRoofline = summary.wire === null ? (summary.ratioToRoofline?.median ?? null) : null
  const unequal = Math.abs(summary.bytesPerMessage / send.bytes - 1)
  return [
    ...measured.proof.faults,
    ...measured.rounds.kept
      .filter(({ subject }) => subject.planned !== readers || subject.accepted !== readers)
      .map(({ subject: { planned, accepted } }) => `Of ${readers} readers ${planned} planned, ${accepted} accepted.`),
    ...below(`${rate} as a share of the wire's`, summary.ratioToWire?.median ?? null, toWire),
    ...below(`${rate} as a multiple of Nodemailer's`, nodemailer, send.signedToNodemailer),
    ...below(`${rate} as a share of what cores could sign`, toRoofline, send.signedToRoofline),
    ...above(`Bytes per message off ${send.bytes}`, unequal, send.bytesOff),
  ]
}

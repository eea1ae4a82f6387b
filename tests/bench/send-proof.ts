import { dkimVerify } from 'mailauth'
import { addressOf } from '../faults/newsroom.ts'
import { above, gates } from './gates.ts'
import type { Hall, Subject } from './hall.ts'
import { sendIssue, type SentIssue } from './send-issue.ts'

/** One issue to a sink that keeps a record, and what the record says. */
export interface Proof {
  readonly issue: SentIssue
  readonly bytesPerMessage: number
  /** Readers whom the sink has not seen, others whom it has, and messages beyond the first to one reader. */
  readonly lost: number
  readonly unexpected: number
  readonly twice: number
  /** Messages of the random sample, and those whose signature an independent library does not accept. */
  readonly verified: number
  readonly unsigned: readonly string[]
  readonly samples: readonly Buffer[]
  /** Sentences about what must not be. */
  readonly faults: readonly string[]
}

const sampleShare = 0.005
const fewestSamples = 20

/** Sends an issue to our own sink, which answers after `replyMs`, and compares what came with what was to come. */
export const proveIssue = async (hall: Hall, { subject, slug, readers, signed, replyMs }: Proving): Promise<Proof> => {
  await hall.sink.ask('empty')
  await hall.sink.ask('behave', { keptShare: Math.max(sampleShare, fewestSamples / readers), replyMs })
  const issue = await sendIssue(hall, { subject, slug, readers, sink: 'ours' })
  const { recipients, bytes, smallest, largest, samples } = await hall.sink.ask('tally')
  await hall.sink.ask('behave', { keptShare: 0, replyMs: 0 })
  const seen = new Set(recipients)
  const wanted = new Set(Array.from({ length: readers }, (_, index) => addressOf(index + 1)))
  const counts = {
    lost: wanted.difference(seen).size,
    unexpected: seen.difference(wanted).size,
    twice: recipients.length - seen.size,
  }
  const unsigned = signed ? await unverified(hall, samples) : []
  const bytesPerMessage = bytes / recipients.length
  const apart = Math.max(largest / bytesPerMessage, bytesPerMessage / smallest) - 1
  return {
    issue,
    bytesPerMessage,
    ...counts,
    verified: signed ? samples.length : 0,
    unsigned,
    samples,
    faults: [
      ...faultsOf(slug, { ...counts, ...issue, readers }),
      ...above(`${slug}: bytes of a message apart from the others`, apart, gates.send.bytesApart),
      ...unsigned.slice(0, 3).map((why) => `${slug}: a signature is not accepted: ${why}.`),
    ],
  }
}

export interface Proving {
  readonly subject: Subject
  readonly slug: string
  readonly readers: number
  readonly signed: boolean
  readonly replyMs: number
}

type Counts = Pick<Proof, 'lost' | 'unexpected' | 'twice'> & Pick<SentIssue, 'planned' | 'accepted'>

const faultsOf = (slug: string, { readers, ...counts }: Counts & { readonly readers: number }): string[] => {
  const { planned, accepted, lost, unexpected, twice } = counts
  const whole = planned === readers && accepted === readers && lost + unexpected + twice === 0
  return whole
    ? []
    : [
        `${slug}: of ${readers} readers ${planned} planned, ${accepted} accepted, ${lost} lost, ${unexpected} unexpected, ${twice} twice.`,
      ]
}

/** Why the signature of a message is not accepted, for each that has none which is; keys come from the ledger in place of DNS. */
const unverified = async ({ sql }: Hall, messages: readonly Buffer[]): Promise<string[]> => {
  const { rows } = await sql.query<{ name: string; record: string }>(
    `select selector || '._domainkey.' || domain as name, record from dkim_key`,
  )
  const resolver = (wanted: string): Promise<string[][]> =>
    Promise.resolve(rows.filter(({ name }) => name === wanted).map(({ record }) => [record]))
  const verdicts = await Promise.all(messages.map((message) => dkimVerify(message, { resolver })))
  return verdicts
    .filter(({ results }) => !results.some(({ status }) => status.result === 'pass'))
    .map(({ results }) => results.map(({ info }) => info).join('; ') || 'there is none')
}

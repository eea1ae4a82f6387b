import { generateKeyPairSync } from 'node:crypto'
import PostalMime from 'postal-mime'
import { startChild, type Child } from './child.ts'
import { openHall, type Hall, type Subject } from './hall.ts'
import type { ControlMail, ControlRun, NodemailerAnswers } from './nodemailer.ts'
import type { WireRun } from './postfix.ts'
import { differ, runRounds } from './rounds.ts'
import type { Findings, Plan, Scenario } from './scenario.ts'
import { sendDelayed } from './send-delayed.ts'
import { sendIssue } from './send-issue.ts'
import { proveIssue, type Proof } from './send-proof.ts'
import { reportOn, type Controls, type Measured, type Round } from './send-report.ts'
import { openNewsletter, slugOf } from './signing.ts'

/** With more or fewer they are slower. */
const controlConnections = 10
const warmUpReaders = 1000
/** As many as there are readers, within these. */
const controlMessages = { least: 200, most: 1000 }
const wireMessages = { least: 1000, most: 20_000 }

/**
 * A whole send in one process: an admin's call freezes the issue, it is rendered once, cut into batches and handed over with
 * the full ledger, with DKIM and without. First to a sink of ours that keeps a record, for correctness; then in rounds to
 * `smtp-sink`, for speed. Beside it, before and after in each round and with the same sink: `smtp-source`, and a bare pool
 * of Nodemailer's that sends the same mail.
 */
export const send: Scenario = {
  summary: 'a whole send, from the trigger to the last "accepted"; with --delay to a slow relay',
  defaults: { size: 100_000, rounds: 3, connections: 40 },
  run: (plan) => (plan.delayMs > 0 ? sendDelayed(plan) : sendFast(plan)),
}

const sendFast = async (plan: Plan): Promise<Findings> => {
  await using hall = await openHall(plan)
  const proofs = await prove(hall, plan)
  await using subject = await hall.startSubject({ relayPort: hall.postfix?.port ?? hall.sinkPort })
  await using nodemailer = await startChild<NodemailerAnswers>('nodemailer')
  const measured: Measured[] = []
  for (const signed of plan.signing) {
    const proof = proofs.get(signed)
    if (proof === undefined) continue
    const lane = await openLane({ ...plan, hall, subject, nodemailer, signed, proof })
    measured.push({ signed, proof, rounds: await runRounds(plan.rounds, () => runRound(lane), isNoisy) })
  }
  const peakBytes = await subject.process.ask('peak')
  return reportOn(measured, { readers: plan.size, peakBytes, sink: hall.postfix === null ? 'ours' : 'smtp-sink' })
}

/** Founds the newsletters, gathers their readers, and sends each a first issue on record. */
const prove = async (hall: Hall, { signing, size }: Plan): Promise<Map<boolean, Proof>> => {
  await using subject = await hall.startSubject({ relayPort: hall.sinkPort })
  const proofs = new Map<boolean, Proof>()
  for (const signed of signing) {
    const warm = { subject, slug: slugOf(signed, 'warm'), readers: Math.min(size, warmUpReaders) }
    await openNewsletter({ ...warm, signed })
    const whole = { subject, slug: slugOf(signed), readers: size, signed }
    await openNewsletter(whole)
    proofs.set(signed, await proveIssue(hall, { ...whole, replyMs: 0 }))
  }
  return proofs
}

interface Lane {
  readonly hall: Hall
  readonly subject: Subject
  readonly nodemailer: Child<NodemailerAnswers>
  readonly signed: boolean
  readonly size: number
  readonly mail: ControlMail
  readonly key: string
  readonly bytes: number
}

/** Warms code, pools and caches of the subject and its control, and hands the control the mail that the subject sends. */
const openLane = async ({ proof, ...rest }: Omit<Lane, 'mail' | 'key' | 'bytes'> & { proof: Proof }): Promise<Lane> => {
  const { privateKey: key } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const { hall, subject, signed, size } = rest
  const lane: Lane = { ...rest, key, bytes: Math.round(proof.bytesPerMessage), mail: await mailOf(proof) }
  const sink = hall.postfix === null ? 'ours' : 'postfix'
  const readers = Math.min(size, warmUpReaders)
  await sendIssue(hall, { subject, slug: slugOf(signed, 'warm'), readers, sink })
  await runNodemailer(lane)
  return lane
}

const mailOf = async ({ samples: [sample] }: Proof): Promise<ControlMail> => {
  const { from, subject = '', html = '', text = '', headers } = await PostalMime.parse(sample ?? Buffer.alloc(0))
  return {
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    subject,
    html,
    text,
    headers: headers.filter(({ key }) => /^(?:list-|feedback-id|precedence)/.test(key)),
  }
}

const within = ({ least, most }: { least: number; most: number }, size: number): number =>
  Math.min(most, Math.max(least, size))

const runNodemailer = async ({ hall, nodemailer, mail, key, signed, size }: Lane): Promise<ControlRun> => {
  await hall.sink.ask('empty')
  const port = hall.postfix?.port ?? hall.sinkPort
  const count = within(controlMessages, size)
  return nodemailer.ask('send', { port, count, connections: controlConnections, mail, key: signed ? key : null })
}

const runWire = async ({ hall: { postfix }, bytes, size }: Lane): Promise<WireRun | null> => {
  return (await postfix?.send({ count: within(wireMessages, size), bytes, connections: controlConnections })) ?? null
}

const runControls = async (lane: Lane): Promise<Controls> => ({
  wire: await runWire(lane),
  nodemailer: await runNodemailer(lane),
})

const runRound = async (lane: Lane): Promise<Round> => {
  const { hall, subject, signed, size, nodemailer, key } = lane
  const sink = hall.postfix === null ? 'ours' : 'postfix'
  const before = await runControls(lane)
  const sent = await sendIssue(hall, { subject, slug: slugOf(signed), readers: size, sink })
  const signatureMicros = signed ? await nodemailer.ask('signature', key) : null
  return { before, subject: sent, signatureMicros, after: await runControls(lane) }
}

const isNoisy = ({ before, after }: Round): boolean =>
  before.wire !== null && after.wire !== null
    ? differ(before.wire.messagesPerSecond, after.wire.messagesPerSecond)
    : differ(before.nodemailer.messagesPerSecond, after.nodemailer.messagesPerSecond)

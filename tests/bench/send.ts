import PostalMime from 'postal-mime'
import { startChild, type Child } from './child.ts'
import type { ControlAnswers, ControlMail, ControlRun } from './control.ts'
import { openHall, type Hall } from './hall.ts'
import type { Scenario } from './scenario.ts'
import { sendIssue } from './send-issue.ts'
import { reportOn, type Round } from './send-report.ts'
import { openWire, type Wire } from './wire.ts'

const connections = 10
const warmUpReaders = 1000
const controlMessages = 1000
const wireMessages = 5000

/**
 * A whole send in one process: an admin's call freezes the issue, it is rendered once, cut into batches and handed over
 * with the full ledger. Beside it, before and after in each round, a bare pool of Nodemailer's that sends the same mail,
 * and where Postfix's test programs are installed the limit of the wire.
 */
export const send: Scenario = {
  summary: 'a whole send, from the trigger to the last "accepted", beside a bare Nodemailer pool',
  defaults: { size: 10_000, rounds: 3 },
  async run(plan) {
    await using hall = await openHall()
    const mail = await warmUp(hall, plan.size)
    await using nodemailer = await startChild<ControlAnswers>('control')
    await using wire = await openWire()
    const control = (): Promise<ControlRun> => runControl(hall, nodemailer, mail)
    await control()
    const rounds: Round[] = []
    while (rounds.length < plan.rounds) rounds.push(await runRound(hall, plan.size, { control, wire }))
    return reportOn(rounds, { readers: plan.size, peakBytes: await hall.subject.ask('peak') })
  },
}

/** A first issue, to some readers of another newsletter, warms code, pools and caches. Resolves to its mail, for the control. */
const warmUp = async (hall: Hall, size: number): Promise<ControlMail> => {
  for (const slug of ['warm-up', 'marsad']) await hall.newsroom.founds(slug)
  const few = Math.min(size, warmUpReaders)
  await hall.newsroom.gathers('marsad', size)
  await hall.newsroom.gathers('warm-up', few)
  await sendIssue(hall, 'warm-up', few)
  const { sample } = await hall.sink.ask('tally')
  const { from, subject = '', html = '', text = '', headers } = await PostalMime.parse(sample)
  return {
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    subject,
    html,
    text,
    headers: headers.filter(({ key }) => /^(?:list-|feedback-id|precedence)/.test(key)),
  }
}

const runControl = async (
  { sink, sinkPort }: Hall,
  control: Child<ControlAnswers>,
  mail: ControlMail,
): Promise<ControlRun> => {
  await sink.ask('empty')
  const run = await control.ask('send', { port: sinkPort, count: controlMessages, connections, mail })
  const { bytes } = await sink.ask('tally')
  return { ...run, bytesPerMessage: Math.round(bytes / controlMessages) }
}

const runRound = async (
  hall: Hall,
  size: number,
  { control, wire }: { control: () => Promise<ControlRun>; wire: Wire | null },
): Promise<Round> => {
  const before = await control()
  const subject = await sendIssue(hall, 'marsad', size)
  const after = await control()
  const limit = await wire?.rate({ count: wireMessages, bytes: subject.bytesPerMessage, connections })
  return { subject, control: [before, after], wire: limit ?? null }
}

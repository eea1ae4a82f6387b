import { above, gates } from './gates.ts'
import { openHall, type Hall, type Subject } from './hall.ts'
import type { Findings, Plan, Scenario } from './scenario.ts'
import { sendIssue, type SentIssue } from './send-issue.ts'
import { openNewsletter, slugOf } from './signing.ts'
import { rounded, shown } from './statistics.ts'

const firstSize = 10_000
const warmUpReaders = 1000

/** One size, or the largest once more with earlier issues in the ledger. */
interface Step {
  readonly size: number
  readonly earlier: number
  readonly issue: SentIssue
  /** The most memory that the process had held by then. */
  readonly peakMB: number
}

/** Ten times as many readers each time, up to the size: what a message costs must not depend on how many there are, or were. */
export const growth: Scenario = {
  summary:
    'sends to 10,000 readers, ten times as many and so on up to the size, then with earlier issues in the ledger',
  defaults: { size: 1_000_000, rounds: 1, connections: 40 },
  async run(plan) {
    const [signed = true] = plan.signing
    await using hall = await openHall(plan)
    await using subject = await hall.startSubject({ relayPort: hall.postfix?.port ?? hall.sinkPort })
    const send = async (slug: string, readers: number): Promise<SentIssue> => {
      await hall.sink.ask('empty')
      return sendIssue(hall, { subject, slug, readers, sink: hall.postfix === null ? 'ours' : 'postfix' })
    }
    const open = async (size: number, part: string): Promise<string> => {
      const slug = slugOf(signed, part)
      await openNewsletter({ subject, slug, readers: size, signed })
      return slug
    }
    await send(await open(warmUpReaders, 'warm'), warmUpReaders)
    const steps: Step[] = []
    const take = async (slug: string, size: number, earlier: number): Promise<void> => {
      const issue = await send(slug, size)
      steps.push({ size, earlier, issue, peakMB: await peakOf(subject) })
    }
    for (const size of sizesUpTo(plan.size)) await take(await open(size, String(size)), size, 0)
    if (plan.earlier > 0) {
      const slug = slugOf(signed, String(plan.size))
      await fillLedger(hall, slug, plan.earlier)
      await take(slug, plan.size, plan.earlier)
    }
    return findingsOf(steps, plan, signed)
  },
}

const sizesUpTo = (largest: number): number[] => {
  const sizes: number[] = []
  for (let size = firstSize; size < largest; size *= 10) sizes.push(size)
  return [...sizes, largest]
}

const peakOf = async ({ process }: Subject): Promise<number> => Math.round((await process.ask('peak')) / 2 ** 20)

/** Writes issues into the ledger that look as if they had been sent to everybody, and lets the database tidy up as it would have. */
const fillLedger = async ({ sql }: Hall, slug: string, issues: number): Promise<void> => {
  for (let number = 1; number <= issues; number += 1)
    await sql.query(
      `with made as (
         insert into issue (newsletter_id, key, state, planned, due_at, cutoff, started_at, finished_at)
         select id, id || ' earlier ' || $2::int, 'finished', 0, past, past, past, past from newsletter, lateral (select now() - interval '1 month') p(past)
         where slug = $1 returning id, newsletter_id)
       insert into delivery (issue_id, subscription_id, rendition_id, state, attempts, reply, changed_at)
       select m.id, s.id, 0, 'accepted', 1, '250 2.0.0 Ok', now() - interval '1 month' from made m join subscription s using (newsletter_id) order by s.id`,
      [slug, number],
    )
  await sql.query(
    `update issue i set planned = (select count(*) from delivery where issue_id = i.id) where key like '% earlier %'`,
  )
  await sql.query('vacuum analyze delivery')
}

const findingsOf = (steps: readonly Step[], { size }: Plan, signed: boolean): Findings => {
  const pairs = steps.slice(1).map((step, index) => ({ step, before: steps[index] ?? step }))
  const nameOf = ({ size: readers, earlier }: Step): string =>
    `${readers.toLocaleString('en')} readers${earlier > 0 ? ` after ${earlier} issues` : ''}`
  return {
    figures: { signed, steps },
    lines: steps.flatMap((step) => linesOf(nameOf(step), step)),
    rows: pairs.slice(-2).map(({ step, before }) => ({
      id: step.earlier > 0 ? 'growth-earlier' : 'growth',
      what: `CPU per message of Nashra and PostgreSQL, ${nameOf(step)}${signed ? ', with DKIM' : ''}; peak ${step.peakMB} MB`,
      size,
      figure: toldCpu(step),
      control: `${nameOf(before)}: ${toldCpu(before)}`,
      ratio: `${shown(rounded(ratioOf(step, before, 'subject') ?? Number.NaN, 3))}; ${shown(ratioOf(step, before, 'postgres'))}`,
    })),
    faults: [
      ...steps.flatMap((step) => faultsOf(nameOf(step), step)),
      ...pairs.flatMap(({ step, before }) =>
        (['subject', 'postgres'] as const).flatMap((whose) =>
          above(
            `CPU per message of ${whose}, ${nameOf(step)} to ${nameOf(before)}`,
            ratioOf(step, before, whose),
            gates.growth.flat,
          ),
        ),
      ),
    ],
  }
}

const ratioOf = (step: Step, before: Step, whose: 'subject' | 'postgres'): number | null => {
  const [cpu, cpuBefore] = [step.issue.cpuMicrosPerMessage[whose], before.issue.cpuMicrosPerMessage[whose]]
  return cpu === null || cpuBefore === null ? null : cpu / cpuBefore
}

const toldCpu = ({ issue: { cpuMicrosPerMessage: cpu } }: Step): string =>
  `${shown(cpu.subject, ' µs')} + ${shown(cpu.postgres, ' µs')}`

const linesOf = (name: string, { issue, peakMB }: Step): string[] => {
  const { cpuMicrosPerMessage: cpu } = issue
  return [
    `${name}: ${shown(issue.messagesPerSecond, ' messages/s')}, peak ${peakMB} MB`,
    `  CPU per message         Nashra ${shown(cpu.subject, ' µs')}, PostgreSQL ${shown(cpu.postgres, ' µs')}; WAL ${shown(issue.walBytesPerMessage, ' bytes')}`,
    `  second half to first    ${shown(issue.secondHalf)}`,
    `  planned and frozen      ${shown(issue.freezeMs, ' ms')}, first message ${shown(issue.firstMessageMs, ' ms')} later`,
  ]
}

const faultsOf = (name: string, { size, issue, peakMB }: Step): string[] => {
  const { flat, peakMB: mostMB, freezeMs, firstMs } = gates.growth
  const { planned, accepted } = issue
  return [
    ...(planned === size && accepted === size ? [] : [`${name}: ${planned} planned, ${accepted} accepted.`]),
    ...above(`Second half to first, ${name}`, issue.secondHalf, flat),
    ...above(`Memory at its fullest in MB, ${name}`, peakMB, mostMB),
    ...above(`Milliseconds of planning and freezing, ${name}`, issue.freezeMs, freezeMs),
    ...above(`Milliseconds from there to the first message, ${name}`, issue.firstMessageMs, firstMs),
  ]
}

import { setTimeout as pause } from 'node:timers/promises'
import { shippedTimings } from '../../src/usecases/house.ts'
import { addressOf } from '../faults/newsroom.ts'
import { above, gates } from './gates.ts'
import { openHall, type Hall, type Subject } from './hall.ts'
import { publishPosts } from './posts.ts'
import type { Findings, Plan, Scenario } from './scenario.ts'
import { finished, sendIssue } from './send-issue.ts'
import { shown, spreadOf, type Spread } from './statistics.ts'

const slug = 'struck'
const moments = [0.2, 0.4]

/** A send in which the worker was killed twice. Times in milliseconds from the start of the worker after. */
interface Run {
  readonly cleanSeconds: number
  readonly seconds: number
  readonly nextMs: readonly number[]
  readonly readyMs: readonly number[]
  readonly finalMs: number
  readonly lost: number
  readonly twice: number
  readonly misstated: number
  readonly uncertain: number
}

/** `kill -9` of the only worker when a fifth and two fifths of an issue are out, and another worker started at once. */
export const recover: Scenario = {
  summary: 'SIGKILL of the worker at 20 % and 40 % of a send, beside the same send left in peace',
  defaults: { size: 10_000, rounds: 3 },
  async run({ size, rounds, connections }) {
    await using hall = await openHall({ connections })
    await using api = await hall.startSubject({ relayPort: hall.sinkPort, role: 'api' })
    await api.newsroom.founds(slug)
    await api.newsroom.gathers(slug, size)
    const runs: Run[] = []
    while (runs.length < rounds) runs.push(await runOnce(hall, api, size))
    return findingsOf(runs, { size, connections })
  },
}

const startWorker = ({ startSubject, sinkPort }: Hall): Promise<Subject> =>
  startSubject({ relayPort: sinkPort, role: 'worker' })

const runOnce = async (hall: Hall, api: Subject, size: number): Promise<Run> => {
  const cleanSeconds = await sendInPeace(hall, api, size)
  await hall.sink.ask('empty')
  await publishPosts(api.post, slug, Date.now())
  let worker = await startWorker(hall)
  const began = performance.now()
  const { id: issueId } = await api.post('/issues', { newsletter: slug })
  const [nextMs, readyMs]: [number[], number[]] = [[], []]
  let startedAt = 0
  for (const moment of moments) {
    while ((await hall.sink.ask('taken')) < size * moment) await pause(5)
    process.kill(worker.process.pid, 'SIGKILL')
    await worker[Symbol.asyncDispose]()
    startedAt = Date.now()
    worker = await startWorker(hall)
    readyMs.push(Date.now() - startedAt)
    nextMs.push((await nextMessage(hall, startedAt)) - startedAt)
  }
  await finished(hall, worker, issueId)
  const finalMs = Date.now() - startedAt
  const seconds = (performance.now() - began) / 1000
  await worker[Symbol.asyncDispose]()
  return { cleanSeconds, seconds, nextMs, readyMs, finalMs, ...(await verdictOn(hall, issueId, size)) }
}

/** The control, which also warms the database. */
const sendInPeace = async (hall: Hall, api: Subject, readers: number): Promise<number> => {
  await using worker = await startWorker(hall)
  await hall.sink.ask('empty')
  const subject = { ...api, process: worker.process }
  const { messagesPerSecond } = await sendIssue(hall, { subject, slug, readers, sink: 'ours' })
  return readers / messagesPerSecond
}

const nextMessage = async ({ sink }: Hall, since: number): Promise<number> => {
  for (;;) {
    const next = await sink.ask('takenSince', since)
    if (next !== null) return next
    await pause(20)
  }
}

/** Compares the ledger with what the sink has on record. */
const verdictOn = async ({ sql, sink }: Hall, issueId: string, size: number) => {
  const { recipients } = await sink.ask('tally')
  const { rows } = await sql.query<{ address: string; state: string }>(
    `select b.address, d.state from delivery d join subscription s on s.id = d.subscription_id
       join subscriber b on b.id = s.subscriber_id where d.issue_id = $1`,
    [issueId],
  )
  const seen = new Set(recipients)
  const stateOf = new Map(rows.map(({ address, state }) => [address, state]))
  const wanted = Array.from({ length: size }, (_, index) => addressOf(index + 1))
  return {
    lost: wanted.filter((address) => !['accepted', 'uncertain'].includes(stateOf.get(address) ?? '')).length,
    twice: recipients.length - seen.size,
    misstated: rows.filter(({ address, state }) => state === 'accepted' && !seen.has(address)).length,
    uncertain: rows.filter(({ state }) => state === 'uncertain').length,
  }
}

const summaryOf = (runs: readonly Run[]) => {
  const sum = (count: (run: Run) => number): number => runs.reduce((total, run) => total + count(run), 0)
  const all = (figure: (run: Run) => readonly number[]): Spread => spreadOf(runs.flatMap(figure))
  return {
    nextMs: all(({ nextMs }) => nextMs),
    readyMs: all(({ readyMs }) => readyMs),
    finalMs: all(({ finalMs }) => [finalMs]),
    cleanSeconds: all(({ cleanSeconds }) => [cleanSeconds]),
    ratio: all(({ seconds, cleanSeconds }) => [seconds / cleanSeconds]),
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    misstated: sum(({ misstated }) => misstated),
    mostUncertain: Math.max(...runs.map(({ uncertain }) => uncertain)),
  }
}

const leaseMs = shippedTimings.leaseSeconds * 1000

const findingsOf = (runs: readonly Run[], { size, connections }: Pick<Plan, 'size' | 'connections'>): Findings => {
  const summary = summaryOf(runs)
  const { nextMs, readyMs, finalMs, cleanSeconds, ratio, lost, twice, misstated, mostUncertain } = summary
  const record = `${lost} lost, ${twice} twice, up to ${mostUncertain} uncertain`
  return {
    figures: { ...summary, runs },
    lines: [
      `start to next message     ${shown(nextMs, ' ms')}; until it works ${shown(readyMs, ' ms')}`,
      `last start to all final   ${shown(finalMs, ' ms')}; a lease is ${leaseMs} ms`,
      `the send left in peace    ${shown(cleanSeconds, ' s')}, with the kills ${shown(ratio)} times that`,
      `on record                 ${record}, ${misstated} misstated`,
    ],
    rows: [
      {
        id: 'recover',
        what: `worker killed at 20 % and at 40 %: ${record}; start to next message, to all final`,
        size,
        figure: `${shown(nextMs, ' ms')}; ${shown(finalMs.median, ' ms')}`,
        control: `the send left in peace: ${shown(cleanSeconds, ' s')}`,
        ratio: shown(ratio),
      },
    ],
    faults: faultsOf(summary, connections),
  }
}

const faultsOf = (summary: ReturnType<typeof summaryOf>, connections: number): string[] => [
  ...above('Readers lost', summary.lost, 0),
  ...above('Messages that came twice', summary.twice, 0),
  ...above('Accepted in the ledger and unknown to the sink', summary.misstated, 0),
  ...above('Uncertain in one run', summary.mostUncertain, connections * moments.length),
  ...above('Milliseconds from a start to the next message, at worst', summary.nextMs.highest, gates.recover.nextMs),
  ...above('Milliseconds from the last start to all final', summary.finalMs.highest, gates.recover.leases * leaseMs),
]

import { below, gates } from './gates.ts'
import { openHall } from './hall.ts'
import type { Findings, Plan } from './scenario.ts'
import { proveIssue, type Proof } from './send-proof.ts'
import { openNewsletter, slugOf } from './signing.ts'
import { shown, spreadOver } from './statistics.ts'

/** A send to a relay that is far away: every reply comes late. Beside it what so many connections could carry if each message cost one round trip. */
export const sendDelayed = async (plan: Plan): Promise<Findings> => {
  const { size, rounds, delayMs, connections } = plan
  const [signed = true] = plan.signing
  await using hall = await openHall({ connections })
  await using subject = await hall.startSubject({ relayPort: hall.sinkPort })
  const whole = { subject, slug: slugOf(signed), readers: size, signed }
  await openNewsletter(whole)
  const proofs: Proof[] = []
  while (proofs.length < rounds) proofs.push(await proveIssue(hall, { ...whole, replyMs: delayMs }))
  const peakMB = Math.round((await subject.process.ask('peak')) / 2 ** 20)
  return findingsOf(proofs, { size, delayMs, connections, signed, peakMB })
}

interface Setting {
  readonly size: number
  readonly delayMs: number
  readonly connections: number
  readonly signed: boolean
  readonly peakMB: number
}

const findingsOf = (proofs: readonly Proof[], { size, delayMs, connections, signed, peakMB }: Setting): Findings => {
  const limit = (connections * 1000) / delayMs
  const rate = spreadOver(proofs, ({ issue }) => issue.messagesPerSecond)
  const ratio = spreadOver(proofs, ({ issue }) => issue.messagesPerSecond / limit)
  const dkim = signed ? ', with DKIM' : ''
  const what = `a relay that answers after ${delayMs} ms, ${connections} connections${dkim}`
  const row = { id: `send-delay-${delayMs}`, what, size }
  return {
    figures: { signed, delayMs, limit, messagesPerSecond: rate, ratio, peakMB },
    lines: [
      `messages per second       ${shown(rate)}${dkim}`,
      `connections / delay       ${shown(limit)}, ratio ${shown(ratio)}`,
      `memory at its fullest     ${peakMB} MB`,
    ],
    rows: [
      {
        ...row,
        figure: shown(rate, ' messages/s'),
        control: `connections / delay: ${shown(limit, '/s')}`,
        ratio: shown(ratio),
      },
    ],
    faults: [
      ...proofs.flatMap(({ faults }) => faults),
      ...below(`Share of connections / delay, ${what}`, ratio?.median ?? null, gates.send.delayed),
    ],
  }
}

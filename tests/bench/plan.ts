import { above, gates } from './gates.ts'
import { openHall, type Hall, type Subject } from './hall.ts'
import { publishPosts } from './posts.ts'
import type { Findings, Scenario } from './scenario.ts'
import { shown, spreadOver } from './statistics.ts'

const newsletters = 24
const slug = 'planned-1'

interface Round {
  readonly idleMs: number
  readonly countMs: number
  readonly freezeMs: number
  readonly planned: number
}

/** One minute's planning when nothing is due, then the freezing of an issue for everybody. No worker runs, so that nothing is sent meanwhile. */
export const plan: Scenario = {
  summary: 'a minute of planning with nothing due, and a freeze, beside a bare count of the same readers',
  defaults: { size: 100_000, rounds: 3 },
  async run({ size, rounds }) {
    await using hall = await openHall()
    await using subject = await hall.startSubject({ relayPort: hall.sinkPort, role: 'api' })
    for (let number = 1; number <= newsletters; number += 1) await subject.newsroom.founds(`planned-${number}`)
    await subject.newsroom.gathers(slug, size)
    await runRound(hall, subject, 0)
    const kept: Round[] = []
    while (kept.length < rounds) kept.push(await runRound(hall, subject, kept.length + 1))
    return findingsOf(kept, size)
  },
}

const findingsOf = (kept: readonly Round[], size: number): Findings => {
  const idle = spreadOver(kept, ({ idleMs }) => idleMs)
  const count = spreadOver(kept, ({ countMs }) => countMs)
  const freeze = spreadOver(kept, ({ freezeMs }) => freezeMs)
  const ratio = spreadOver(kept, ({ freezeMs, countMs }) => freezeMs / countMs)
  const least = Math.min(...kept.map(({ planned }) => planned))
  return {
    figures: { newsletters, idleMs: idle, freezeMs: freeze, countMs: count, ratio },
    lines: [
      `planning, nothing due     ${shown(idle, ' ms')}, ${newsletters} newsletters`,
      `trigger until frozen      ${shown(freeze, ' ms')}`,
      `count of the same readers ${shown(count, ' ms')}, ratio ${shown(ratio)}`,
    ],
    rows: [
      {
        id: 'plan',
        what: 'an issue planned and frozen',
        size,
        figure: `${shown(freeze, ' ms')}; a minute with nothing due ${shown(idle?.median, ' ms')}`,
        control: `count of the same readers: ${shown(count, ' ms')}`,
        ratio: shown(ratio),
      },
    ],
    faults: [
      ...(least === size ? [] : [`Of ${size} readers an issue was frozen for ${least}.`]),
      ...above('Milliseconds of planning with nothing due', idle?.median ?? null, gates.plan.idleMs),
      ...above(
        'Milliseconds of freezing',
        freeze?.median ?? null,
        (gates.plan.freezeMs * Math.max(size, 100_000)) / 100_000,
      ),
    ],
  }
}

const runRound = async ({ sql }: Hall, { post, process }: Subject, run: number): Promise<Round> => {
  await publishPosts(post, slug, run)
  const idleMs = await process.ask('plan')
  const counted = performance.now()
  await sql.query(
    `select count(*) from subscription s join newsletter n on n.id = s.newsletter_id where n.slug = $1 and s.state = 'active'`,
    [slug],
  )
  const began = performance.now()
  const { id } = await post('/issues', { newsletter: slug })
  const freezeMs = performance.now() - began
  const { rows } = await sql.query<{ planned: number }>('select planned from issue where id = $1', [id])
  await post(`/issues/${id}/cancel`, {})
  return { idleMs, countMs: began - counted, freezeMs, planned: rows[0]?.planned ?? 0 }
}

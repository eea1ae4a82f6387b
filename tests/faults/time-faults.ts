import { planIssues } from '../../src/usecases/plan-issues.ts'
import { readMail } from '../support/sink.ts'
import { gathers, publishes } from '../usecases/people.ts'
import { openWorkshop, type Workshop } from '../usecases/workshop.ts'
import { slotsOf, type Stretch } from './calendar.ts'
import { unless, type Finding } from './finding.ts'
import { between, seeded } from './random.ts'

const readers = ['one@example.org', 'two@example.org']
const minute = 60_000

/** How the machine's clock tells the time: given the true one, in milliseconds. */
export type ClockFault = (trueMs: number, look: number) => number

const rightClock: ClockFault = (trueMs) => trueMs

/**
 * Looks at the clock every half hour of a stretch, publishes a post before each slot, and sends what comes of it: one issue
 * for each slot, never two, none missed, and each post once to each reader.
 */
export const liveThrough = async (seed: number, stretch: Stretch, clock: ClockFault = rightClock): Promise<Finding> => {
  const random = seeded(seed)
  const { timeZone, hour, from, days } = stretch
  const begin = from.toZonedDateTime({ timeZone, plainTime: '00:00' }).subtract({ hours: 3 }).epochMilliseconds
  const end = from.add({ days }).toZonedDateTime({ timeZone, plainTime: '00:00' }).add({ hours: 3 }).epochMilliseconds
  await using shop = await openWorkshop({ at: `${new Date(begin).toISOString().slice(0, 19)}[UTC]` })
  const newsletter = await shop.founds('stretch', { timeZone, hour, postalAddress: 'القاهرة' })
  await gathers(shop, newsletter, readers, { coveredUntil: new Date(begin) })
  const slots = slotsOf(stretch)
  let published = 0
  let look = 0
  for (let at = begin + between(random, 1, 30) * minute; at < end; at += 30 * minute) {
    shop.travelsTo(new Date(clock(at, look)))
    look += 1
    const next = slots[published]
    if (next !== undefined && at >= Date.parse(next) - 60 * minute) {
      await publishes(shop.house, newsletter, `post-${published}.`)
      published += 1
    }
    await planIssues(shop.house)
  }
  await shop.sends()
  return await judgeStretch(shop, slots)
}

const judgeStretch = async (shop: Workshop, slots: readonly string[]): Promise<Finding> => {
  const { rows } = await shop.sql.query<{ key: string; due: Date; planned: number }>(
    `select key, due_at as due, planned from issue where cadence = 'daily' order by due_at`,
  )
  const due = rows.map((row) => Temporal.Instant.fromEpochMilliseconds(row.due.getTime()).toString())
  // One slot more lies at either end of a stretch.
  const within = due.filter((slot) => slots.includes(slot))
  const breaches = [
    ...unless(new Set(rows.map(({ key }) => key)).size === rows.length, 'two issues of one slot'),
    ...unless(JSON.stringify(within) === JSON.stringify(slots), `slots ${due.join(' ')}, not ${slots.join(' ')}`),
    ...unless(due.length <= slots.length + 2, `${due.length} issues for ${slots.length} days`),
    ...(await miscounted(shop, slots.length)),
  ]
  return { breaches, counts: { slots: within.length } }
}

/** Posts that did not come to each reader exactly once. */
const miscounted = async ({ sink }: Workshop, posts: number): Promise<string[]> => {
  const texts = await Promise.all(sink.received.map(async (mail) => `${(await readMail(mail)).text}`))
  return Array.from({ length: posts }, (_, number) => number).flatMap((number) => {
    const times = texts.filter((text) => text.includes(`post-${number}.`)).length
    return unless(times === readers.length, `post ${number} came ${times} times to ${readers.length} readers`)
  })
}

/** A clock that is put wrong by so many milliseconds half-way, and right again a few looks later. */
export const jumping =
  (byMs: number, seed: number): ClockFault =>
  (trueMs, look) => {
    const from = 100 + (seed % 50)
    return look >= from && look < from + 5 ? trueMs + byMs : trueMs
  }

/** A clock that is drawn slowly from four minutes behind to four minutes ahead. */
export const slewing: ClockFault = (trueMs, look) => trueMs + Math.round(((look % 336) / 336 - 0.5) * 8 * minute)

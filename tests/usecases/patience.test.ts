import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { KeptNewsletter } from '../../src/store/newsletters.ts'
import { steerDestination } from '../../src/usecases/steer-destination.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { SmtpReply, type Received } from '../support/sink.ts'
import { gathers, publishes } from './people.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
let arrivals: { readonly to: string; readonly at: number; readonly taken: boolean }[] = []
let limit: (message: Received) => boolean = () => true

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-11-20T09:00[UTC]', timings: { batchSize: 100, mostSkewSeconds: Infinity } })
  shop.sink.beforeTaking = async (message) => {
    const taken = limit(message)
    arrivals.push({ to: message.to, at: performance.now(), taken })
    if (!taken) throw new SmtpReply(450, '4.7.1 Too many messages, slow down')
  }
})
afterAll(async () => shop[Symbol.asyncDispose]())

const readersAt = (domain: string, count: number) =>
  Array.from({ length: count }, (_, number) => `reader${number}@${domain}`)

const mixed = (ones: readonly string[], others: readonly string[]): string[] =>
  ones.flatMap((one, at) => [one, ...others.slice(at, at + 1)])

/** Freezes an issue for new readers of a newsletter of its own. */
const freezes = async (
  slug: string,
  addresses: readonly string[],
  warmUpFrom: string | null = null,
): Promise<KeptNewsletter> => {
  arrivals = []
  const founded = await shop.founds(slug)
  const newsletter = { ...founded, sender: { name: slug, address: `news@${slug}.example` }, warmUpFrom }
  await shop.house.store.newsletters.save(newsletter)
  await gathers(shop, newsletter, addresses)
  await publishes(shop.house, newsletter, slug)
  await triggerIssue(shop.house, { newsletter, cadence: null, note: null, at: null })
  return newsletter
}

/** What a worker does in a while, without the while: rests are skipped. */
const goesOn = async (): Promise<void> => {
  await shop.sql.query('update batch set next_at = now() where not done')
  await shop.sends()
}

const statesOf = async ({ id }: KeptNewsletter): Promise<Record<string, number>> => {
  const { rows } = await shop.sql.query<{ state: string; count: number }>(
    `select d.state, count(*)::int from delivery d join issue i on i.id = d.issue_id where i.newsletter_id = $1 group by 1`,
    [id],
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

const at = (domain: string) => arrivals.filter(({ to }) => to.endsWith(`@${domain}`))
const afterFirst = (domain: string): number =>
  Math.max(0, ...at(domain).map((one) => one.at)) - Math.min(...arrivals.map((one) => one.at))

test('a relay that limits one domain slows no other, and few of that domain’s readers are refused', async () => {
  let tokens = 40
  let last = performance.now()
  limit = ({ to }) => {
    if (!to.endsWith('@slow.example')) return true
    const now = performance.now()
    tokens = Math.min(40, tokens + ((now - last) * 40) / 1000)
    last = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
  const newsletter = await freezes('throttled', mixed(readersAt('slow.example', 200), readersAt('quick.example', 200)))
  const began = performance.now()
  while (((await statesOf(newsletter))['planned'] ?? 0) > 0 && performance.now() - began < 20_000) await goesOn()
  const refused = at('slow.example').filter(({ taken }) => !taken).length
  console.info(
    `200 quick ones in ${afterFirst('quick.example').toFixed(0)} ms, 200 slow ones in ${afterFirst('slow.example').toFixed(0)} ms, ${refused} refused`,
  )
  expect((await statesOf(newsletter))['planned'] ?? 0).toBe(0)
  expect(at('quick.example')).toHaveLength(200)
  // Held back by the others it would be ten.
  expect(afterFirst('quick.example')).toBeLessThan(9000)
  // 200 at 40 a second, 40 of them at once: four seconds at best.
  expect(afterFirst('slow.example')).toBeLessThan(12_000)
  expect(refused).toBeLessThan(45)
  limit = () => true
}, 40_000)

test('an admin’s budget holds on the wire', async () => {
  await steerDestination(shop.house, 'budget.example', { ratePerMinute: 1200 })
  const newsletter = await freezes('budget', ['first@early.example', ...readersAt('budget.example', 60)])
  while (((await statesOf(newsletter))['planned'] ?? 0) > 0) await goesOn()
  const times = at('budget.example').map((one) => one.at)
  // What is composed ahead and a busy machine shift single messages; nothing like all at once comes through.
  for (const from of times) {
    const count = times.filter((time) => time >= from && time < from + 1000).length
    expect(count).toBeLessThanOrEqual(40)
  }
  expect(afterFirst('budget.example')).toBeGreaterThan(2800)
  expect(afterFirst('budget.example')).toBeLessThan(8000)
}, 40_000)

test('a paused domain’s readers wait, all others are served, and nothing is lost', async () => {
  await steerDestination(shop.house, 'hotmail.com', { paused: true })
  const addresses = [...readersAt('outlook.com', 3), ...readersAt('live.com', 2), ...readersAt('free.example', 5)]
  const newsletter = await freezes('paused', addresses)
  await goesOn()
  expect(await statesOf(newsletter)).toEqual({ accepted: 5, planned: 5 })
  const { rows } = await shop.sql.query('select attempts from delivery where state = $1', ['planned'])
  expect(rows.every(({ attempts }) => attempts === 0)).toBe(true)
  await steerDestination(shop.house, 'outlook.com', { paused: false })
  await new Promise((resolve) => setTimeout(resolve, 300))
  await goesOn()
  expect(await statesOf(newsletter)).toEqual({ accepted: 10 })
}, 30_000)

test('a new sender’s issue goes out over days, and waits in between without an attempt', async () => {
  const newsletter = await freezes('newcomer', readersAt('gmail.com', 70), '2026-11-20')
  const acceptedBy = async (until: string): Promise<number> => {
    for (let moment = shop.house.clock.now().getTime(); moment < Date.parse(until); moment += 12 * 60_000) {
      shop.travelsTo(new Date(moment))
      await goesOn()
    }
    return (await statesOf(newsletter))['accepted'] ?? 0
  }
  expect(await acceptedBy('2026-11-20T10:00:00Z')).toBeLessThan(10)
  expect(await acceptedBy('2026-11-20T23:59:00Z')).toBe(50)
  shop.travelsTo(new Date('2026-11-21T06:00:00Z'))
  expect(await acceptedBy('2026-11-21T12:00:00Z')).toBe(70)
  const { rows } = await shop.sql.query<{ accepted: number }>('select accepted from sender_day order by day')
  expect(rows[0]?.accepted).toBe(50)
  expect(rows[1]?.accepted).toBeGreaterThanOrEqual(20)
}, 60_000)

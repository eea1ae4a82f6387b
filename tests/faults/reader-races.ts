import { createTestDatabase } from '../support/postgres.ts'
import { statusesOf } from './api-client.ts'
import { unless, type Finding } from './finding.ts'
import type { RaceSize } from './issue-races.ts'
import { openStage, slug, type Stage } from './stage.ts'

const onStage = async (task: (stage: Stage) => Promise<Finding>): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers: 1, databaseUrl: database.url })
  return await task(stage)
}

const signUp = (url: string, email: string): Promise<Response> =>
  fetch(`${url}/api/v1/subscriptions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, newsletter: slug }),
  })

const countsOf = async ({ sql }: Stage, address: string) => {
  const { rows } = await sql.query<{
    subscribers: number
    subscriptions: number
    asked: number
    confirmed: number
    notices: number
  }>(
    `select count(distinct b.id)::int as subscribers, count(distinct s.id)::int as subscriptions,
       count(distinct c.id) filter (where c.event = 'asked')::int as asked,
       count(distinct c.id) filter (where c.event = 'confirmed')::int as confirmed,
       (select count(*)::int from notice n where n.subscriber_id = any(array_agg(b.id))) as notices
     from subscriber b left join subscription s on s.subscriber_id = b.id left join consent c on c.subscription_id = s.id
     where b.address = $1`,
    [address],
  )
  return rows[0]
}

/** Many forms with one address at once: one subscriber, one subscription, one mail, one recorded wish, and one answer for all. */
export const raceSignups = (seed: number, { rounds, parallel }: RaceSize): Promise<Finding> =>
  onStage(async (stage) => {
    const breaches: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      const address = `visitor-${seed}-${round}@example.net`
      const answers = await Promise.all(Array.from({ length: parallel }, () => signUp(stage.url, address)))
      const counts = JSON.stringify(await countsOf(stage, address))
      const once = JSON.stringify({ subscribers: 1, subscriptions: 1, asked: 1, confirmed: 0, notices: 1 })
      breaches.push(
        ...unless(
          answers.every(({ status }) => status === 202),
          `answers ${statusesOf(answers)}`,
        ),
        ...unless(counts === once, counts),
      )
    }
    return { breaches, counts: { rounds, signups: rounds * parallel } }
  })

/** A reader's button, pressed many times at once: one recorded yes, and a good answer for every press. */
export const raceConfirms = (seed: number, { rounds, parallel }: RaceSize): Promise<Finding> =>
  onStage(async (stage) => {
    const { house } = stage.api
    const breaches: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      const address = `reader-${seed}-${round}@example.net`
      await signUp(stage.url, address)
      const [subscription] = await house.store.subscriptions.ofAddress(address, null)
      const link = house.links.confirm(subscription ?? { id: '', round: 0 }, house.clock.now())
      const answers = await Promise.all(Array.from({ length: parallel }, () => fetch(link, { method: 'POST' })))
      const counts = await countsOf(stage, address)
      breaches.push(
        ...unless(
          answers.every(({ status }) => status === 200),
          `answers ${statusesOf(answers)}`,
        ),
        ...unless(counts?.confirmed === 1, JSON.stringify(counts)),
      )
    }
    return { breaches, counts: { rounds, presses: rounds * parallel } }
  })

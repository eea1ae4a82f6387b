import { planIssues } from '../../src/usecases/plan-issues.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { gathers, publishes } from '../usecases/people.ts'
import { openWorkshop } from '../usecases/workshop.ts'
import { askApi, statusesOf } from './api-client.ts'
import { unless, type Finding } from './finding.ts'
import { between, seeded } from './random.ts'
import { openStage, slug, type Stage } from './stage.ts'

const readers = 20

export interface RaceSize {
  /** How often it is run on the same ground. */
  readonly rounds: number
  /** How many run against each other. */
  readonly parallel: number
}

const onStage = async (task: (stage: Stage) => Promise<Finding>): Promise<Finding> => {
  await using database = await createTestDatabase()
  await using stage = await openStage({ readers, databaseUrl: database.url })
  return await task(stage)
}

/** Two schedulers look at the clock at once, slot after slot: each slot has one issue, and each reader one delivery of it. */
export const raceSchedulers = async (seed: number, { rounds, parallel }: RaceSize): Promise<Finding> => {
  const random = seeded(seed)
  await using shop = await openWorkshop({ at: '2026-03-03T10:00[Asia/Riyadh]' })
  const newsletter = await shop.founds('twice', { postalAddress: 'الرياض' })
  const other = await shop.another()
  await gathers(
    shop,
    newsletter,
    Array.from({ length: readers }, (_, number) => `reader-${number}@example.org`),
  )
  let at = Temporal.ZonedDateTime.from('2026-03-04T08:00[Asia/Riyadh]')
  for (let round = 0; round < rounds; round += 1, at = at.add({ days: 1 })) {
    shop.travelsTo(new Date(at.epochMilliseconds - 60_000))
    await publishes(shop.house, newsletter, `round-${round}`)
    shop.travelsTo(new Date(at.epochMilliseconds + between(random, 0, 3_000_000)))
    const looks = Array.from({ length: parallel }, (_, turn) => planIssues(turn % 2 === 0 ? shop.house : other))
    await Promise.all(looks)
  }
  const { rows } = await shop.sql.query<{ planned: number; readers: number }>(
    `select i.planned, (select count(distinct subscription_id)::int from delivery d where d.issue_id = i.id) as readers
     from issue i where i.cadence = 'daily'`,
  )
  const breaches = [
    ...unless(rows.length === rounds, `${rows.length} issues for ${rounds} slots`),
    ...unless(
      rows.every((row) => row.planned === readers && row.readers === readers),
      'a slot missed or doubled a reader',
    ),
  ]
  return { breaches, counts: { rounds, issues: rows.length } }
}

/** Many admins press "send now" at once, with one Idempotency-Key or without: each reader gets the post once. */
export const raceSendNow = (seed: number, { rounds, parallel }: RaceSize): Promise<Finding> =>
  onStage(async ({ url, sql, newsroom }) => {
    const breaches: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      await newsroom.publishes(slug, 1)
      const key = (seed + round) % 2 === 0 ? `press-${seed}-${round}` : null
      const before = await newestIssue(sql)
      const answers = await Promise.all(
        Array.from({ length: parallel }, () => askApi(url, 'POST', '/issues', { body: { newsletter: slug }, key })),
      )
      const { rows } = await sql.query<{ number: number }>(
        `select count(*)::int as number from delivery where issue_id > $1 group by subscription_id`,
        [before],
      )
      const issues = new Set(answers.flatMap(({ status, body }) => (status === 202 ? String(body.id) : [])))
      breaches.push(
        ...unless(
          rows.length === readers && rows.every(({ number }) => number === 1),
          `${rows.length} readers planned for`,
        ),
        ...unless(
          answers.every(({ status }) => status === 202 || status === 409),
          `answers ${statusesOf(answers)}`,
        ),
        ...unless(key === null || issues.size === 1, `one key made ${issues.size} issues`),
      )
      await sql.query(`update issue set state = 'cancelled', finished_at = now() where state = 'sending'`)
    }
    return { breaches, counts: { rounds, presses: rounds * parallel } }
  })

const newestIssue = async (sql: Stage['sql']): Promise<string> => {
  const { rows } = await sql.query<{ id: string }>('select coalesce(max(id), 0) as id from issue')
  return rows[0]?.id ?? '0'
}

/** An editor takes a post back at the moment of the freeze, and lets it go later: each reader gets it in exactly one issue. */
export const raceEdit = (seed: number, { rounds }: RaceSize): Promise<Finding> =>
  onStage(async ({ url, sql, newsroom }) => {
    const random = seeded(seed)
    const breaches: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      await newsroom.publishes(slug, 2)
      const { rows: posts } = await sql.query<{ id: string; url: string }>(
        'select id, url from post order by id desc limit 1',
      )
      const post = posts[0] ?? { id: '', url: '' }
      const before = await newestIssue(sql)
      const hold = async (): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, between(random, 0, 30)))
        await askApi(url, 'PATCH', `/posts/${post.id}`, { body: { state: 'held' } })
      }
      await Promise.all([hold(), askApi(url, 'POST', '/issues', { body: { newsletter: slug } })])
      await askApi(url, 'PATCH', `/posts/${post.id}`, { body: { state: 'ready' } })
      await askApi(url, 'POST', '/issues', { body: { newsletter: slug } })
      const { rows } = await sql.query<{ number: number }>(
        `select count(*)::int as number from delivery d join rendition r on r.id = d.rendition_id
         where d.issue_id > $1 and r.content::text like '%' || $2 || '"%' group by d.subscription_id`,
        [before, post.url],
      )
      const once = rows.length === readers && rows.every(({ number }) => number === 1)
      breaches.push(...unless(once, `round ${round}: ${rows.length} readers got the post, ${JSON.stringify(rows[0])}`))
    }
    return { breaches, counts: { rounds } }
  })

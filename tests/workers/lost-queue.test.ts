import { expect, test } from '@jest/globals'
import { subscribe } from '../../src/usecases/subscribe.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { until } from '../support/wait.ts'
import { newestIn } from '../usecases/ledger-book.ts'
import { newNewsletter } from '../usecases/newsletters.ts'
import { addressesOf, gathers, publishes, witness } from '../usecases/people.ts'
import { openSite } from '../usecases/site.ts'
import { openServices, type Services } from './services.ts'

/** Throws away everything that the queue holds, and answers with how many jobs that were. */
const emptiesQueue = async ({ sql }: Services): Promise<number> => {
  const { rows: tables } = await sql.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'`,
  )
  const { rows } = await sql.query<{ jobs: number }>(`select count(*)::int as jobs from bullmq.job`)
  await sql.query(`truncate ${tables.map(({ name }) => name).join(', ')}`)
  return rows[0]?.jobs ?? 0
}

test('a queue that is emptied loses neither an issue, nor a confirmation, nor a look at a source', async () => {
  await using services = await openServices()
  const { sql, sink } = services
  const { house } = await services.starts('api')
  await using site = await openSite()
  const newsletter = await house.store.newsletters.add(newNewsletter('marsad'), new Date())
  await gathers({ sql, house }, newsletter, addressesOf(50))
  await publishes(house, newsletter, 'مقال')
  await triggerIssue(house, { newsletter, cadence: null, note: null, at: null })
  const visitor = {
    email: 'visitor@example.org',
    newsletter: 'marsad',
    cadence: null,
    lang: null,
    zone: null,
    name: null,
  }
  await subscribe(house, { ...visitor, witness })
  const now = new Date()
  const source = await house.store.sources.add({
    kind: 'feed',
    url: site.feedUrl,
    newsletterId: newsletter.id,
    nextFetchAt: now,
  })
  await house.queues.wake('sync-source', { sourceId: source.id })
  expect(await emptiesQueue(services)).toBeGreaterThanOrEqual(3)

  await services.starts('worker')
  await until(
    'all is done',
    async () => {
      const issue = await newestIn(sql)
      const looked = await house.store.sources.byId(source.id)
      return issue.state === 'finished' && sink.received.length === 51 && looked?.lastCounts != null
    },
    40,
  )
  expect(new Set(sink.received.map(({ to }) => to)).size).toBe(51)
}, 60_000)

import { expect, test } from '@jest/globals'
import { readWordPress } from '../../src/sources/wordpress.ts'
import { fixture, openFetch } from './web.ts'
import type { Twist } from './wordpress-site.ts'
import { json, now, openWordPress, sourceAt, titled } from './wordpress-site.ts'

const recordedPosts = async (host: string): Promise<Record<string, unknown>[]> => [
  ...(JSON.parse(await fixture('posts-page2.json', host)) as Record<string, unknown>[]).toReversed(),
  ...(JSON.parse(await fixture('posts-page1.json', host)) as Record<string, unknown>[]).toReversed(),
]

/** Lists what the recorded site would, filtered and sorted as asked. */
const filtering =
  (differences: Record<number, object> = {}, ignores: readonly string[] = []): Twist =>
  async ({ path, query, host }) => {
    if (path !== '/wp-json/wp/v2/posts' || query.has('include')) return undefined
    const asked = (name: string) => (ignores.includes(name) ? null : query.get(name))
    const posts = (await recordedPosts(host)).map((post) => Object.assign(post, differences[Number(post['id'])]))
    const column = asked('orderby') === 'modified' ? 'modified' : 'date'
    const kept = posts.filter(
      (post: Record<string, unknown>) =>
        String(post['modified']) > (asked('modified_after') ?? '') && String(post['date']) > (asked('after') ?? ''),
    ) as Record<string, unknown>[]
    const sorted = kept.toSorted((a, b) => (String(a[column]) < String(b[column]) ? -1 : 1))
    const body = JSON.stringify(asked('order') === 'asc' ? sorted : sorted.toReversed())
    return { headers: { ...json, 'x-wp-totalpages': '1' }, body }
  }

const since = new Date('2026-11-21T08:00:00Z')

test('only what changed since is taken, by the clock of the world and not of the site', async () => {
  await using site = await openWordPress(filtering())
  await using fetch = openFetch()
  const { posts, seenUntil } = await readWordPress(fetch, sourceAt(site.url, { since }), now)
  expect(posts.map(({ title }) => title)).toEqual([
    'Release notes: version 2.4.0',
    'مقابلة: كيف تكتب نشرة بريدية يحبها الناس؟',
    'نتائج المسابقة الشهرية للتصوير',
  ])
  expect(site.asked.find(({ path }) => path.includes('modified_after'))?.path).toContain(
    'modified_after=2026-11-19T08%3A00%3A00',
  )
  expect(seenUntil).toEqual(new Date('2026-11-21T10:30:00Z'))
})

test('a watermark never moves backwards, though the hour before it is read again', async () => {
  await using site = await openWordPress(filtering())
  await using fetch = openFetch()
  const late = new Date('2026-11-21T11:00:00Z')
  const { posts, seenUntil } = await readWordPress(fetch, sourceAt(site.url, { since: late }), now)
  expect([posts.length, seenUntil]).toEqual([1, late])
})

test('a scheduled post that came out, which WordPress does not count as a change, is not missed', async () => {
  const scheduled = { modified: '2026-10-01T03:00:00', modified_gmt: '2026-10-01T00:00:00' }
  await using site = await openWordPress(filtering({ 35: scheduled }))
  await using fetch = openFetch()
  const { posts } = await readWordPress(fetch, sourceAt(site.url, { since }), now)
  expect(titled(posts, 'المسابقة').modifiedAt).toEqual(new Date('2026-10-01T00:00:00Z'))
})

test('an old post edited today is taken, and posts no older WordPress could filter are not', async () => {
  const edited = { modified: '2026-11-22T13:00:00', modified_gmt: '2026-11-22T10:00:00' }
  const ancient = {
    modified: '2024-01-01T13:00:00',
    modified_gmt: '2024-01-01T10:00:00',
    date: '2024-01-01T13:00:00',
    date_gmt: '2024-01-01T10:00:00',
  }
  await using site = await openWordPress(filtering({ 4: edited, 6: ancient }, ['modified_after']))
  await using fetch = openFetch()
  const { posts, via } = await readWordPress(fetch, sourceAt(site.url, { since }), now)
  expect(via).toBe('rest')
  expect(posts.map(({ keys }) => keys[0]).toSorted()).toEqual([32, 34, 35, 4].map((id) => `wp:${site.host}:${id}`))
  expect(
    site.asked.map(({ path }) => path).filter((path) => path.includes('orderby=modified&order=desc')),
  ).toHaveLength(1)
})

const sortingByDateOnly: Twist = (asked) => {
  if (asked.query.get('orderby') !== 'modified') return filtering()(asked)
  return { status: 400, headers: json, body: '{"code":"rest_invalid_param"}' }
}

test('a site that cannot sort by change is read by date', async () => {
  await using site = await openWordPress(sortingByDateOnly)
  await using fetch = openFetch()
  expect(await readWordPress(fetch, sourceAt(site.url, { since }), now)).toMatchObject({
    via: 'rest',
    posts: { length: 3 },
  })
})

const status = (id: string): { status: number; body: string } => {
  if (id === '4') return { status: 200, body: '{"id":4,"status":"publish","content":{"protected":false}}' }
  if (id === '6') return { status: 401, body: '{"code":"rest_forbidden"}' }
  if (id === '8') return { status: 404, body: '{"code":"rest_post_invalid_id"}' }
  if (id === '10') return { status: 200, body: '{"id":10,"status":"publish","content":{"protected":true}}' }
  return { status: 403, body: '<html>firewall</html>' }
}

const withShortList: Twist = ({ path, query }) => {
  if (query.has('include')) return { headers: json, body: '[]' }
  const id = /\/posts\/(\d+)$/.exec(path)?.[1]
  return id ? { headers: json, ...status(id) } : undefined
}

test('of the posts not yet mailed, the trashed, deleted and protected are withdrawn; a short list alone withdraws nothing', async () => {
  await using site = await openWordPress(withShortList)
  await using fetch = openFetch()
  const known = ['4', '6', '8', 'wp:old.example:10', '12', 'guid:x']
  const reading = await readWordPress(fetch, sourceAt(site.url, { known }), now)
  const withdrawn = reading.withdrawnKeys.filter((key) => key.startsWith('wp:') && key !== `wp:${site.host}:19`)
  expect(withdrawn).toEqual([`wp:${site.host}:6`, `wp:${site.host}:8`, 'wp:old.example:10'])
})

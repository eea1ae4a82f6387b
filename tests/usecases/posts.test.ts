import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { decidePost } from '../../src/usecases/add-post.ts'
import { planIssues } from '../../src/usecases/plan-issues.ts'
import { triggerIssue } from '../../src/usecases/trigger-issue.ts'
import { rss } from '../sources/feeds.ts'
import { openWeb, reply } from '../sources/web.ts'
import { opensDesk, readers, type Desk } from './desk.ts'
import { openSite, type Article, type Site } from './site.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
let desk: Desk
let opened = 0
let lastId = 0

beforeAll(async () => {
  shop = await openWorkshop({ at: '2026-03-01T00:00[Asia/Riyadh]' })
})
beforeEach(async () => {
  desk = await opensDesk(shop, ++opened)
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

const article = (title: string, more: Partial<Article> = {}): Article => {
  lastId += 1
  return { id: lastId, title, text: 'نص المقال.', published: shop.house.clock.now(), ...more }
}

const many = (count: number, name: string): Article[] =>
  Array.from({ length: count }, (_, number) => article(`${name} ${number}.`))

const roads: Record<string, (site: Site) => Promise<unknown>> = {
  feed: (site) => desk.looks('feed', site.feedUrl),
  wordpress: (site) => desk.looks('wordpress', site.url),
  api: (site) => Promise.all(site.articles.slice(1).map((one) => desk.handsIn(one.title, site.addressOf(one)))),
}

test.each([
  ['feed', 'wordpress', 'api'],
  ['feed', 'api', 'wordpress'],
  ['wordpress', 'feed', 'api'],
  ['wordpress', 'api', 'feed'],
  ['api', 'feed', 'wordpress'],
  ['api', 'wordpress', 'feed'],
])('a post that comes by %s, then %s, then %s is one post and is mailed once', async (...order) => {
  await using site = await openSite(article('قديم'))
  await desk.looks('feed', site.feedUrl)
  await desk.looks('wordpress', site.url)
  desk.turns('10:10')
  site.articles.push(article('جديد'))
  for (const road of order) await roads[road]?.(site)
  await desk.works('10:30')
  for (const road of order) await roads[road]?.(site)
  await desk.works('10:50')
  expect(await desk.states()).toEqual({ قديم: 'never first_sight', جديد: 'ready' })
  expect(await desk.read('instantly', 'جديد', 'قديم')).toEqual(['جديد'])
})

test('what a source holds at first sight is known and never mailed, what comes next is', async () => {
  await using site = await openSite(article('أول'), article('ثان'))
  expect(await desk.looks('wordpress', site.url)).toMatchObject({ new: 0, known: 2 })
  desk.turns('11:00')
  site.articles.push(article('ثالث'))
  expect(await desk.looks('wordpress', site.url)).toMatchObject({ new: 1, known: 2 })
  await desk.works('08:00', 6)
  expect(await desk.read('daily', 'أول', 'ثان', 'ثالث')).toEqual(['ثالث'])
  expect(await desk.read('weekly', 'أول', 'ثان', 'ثالث')).toEqual(['ثالث'])
})

test('a source that is empty at first sight has been seen all the same', async () => {
  await using site = await openSite()
  await desk.looks('feed', site.feedUrl)
  desk.turns('11:00')
  site.articles.push(article('الأول'))
  await desk.looks('feed', site.feedUrl)
  expect(await desk.states()).toEqual({ الأول: 'settling' })
})

test('episodes that all lead to one page are as many posts', async () => {
  const episodes: number[] = []
  await using web = await openWeb((_request, response) => {
    const items = episodes.map(
      (number) =>
        `<item><title>حلقة ${number}</title><link>https://podcast.example/</link><guid>ep-${number}</guid><description>نص</description></item>`,
    )
    reply(response, { headers: { 'content-type': 'application/rss+xml' }, body: rss(items.join('')) })
  })
  await desk.looks('feed', web.url)
  for (const time of ['11:00', '12:00', '13:00']) {
    desk.turns(time)
    episodes.unshift(episodes.length + 1, episodes.length + 2)
    expect(await desk.looks('feed', web.url)).toMatchObject({ new: 2, changed: 0 })
  }
  expect(Object.keys(await desk.states())).toHaveLength(6)
})

test('a post that is older than a week when it is first seen is known and not mailed', async () => {
  await using site = await openSite(article('قديم'))
  await desk.looks('wordpress', site.url)
  desk.turns('10:30')
  const daysAgo = (days: number) => ({ published: new Date(shop.house.clock.now().getTime() - days * 86_400_000) })
  site.articles.push(article('هرم', { ...daysAgo(7.01), modified: shop.house.clock.now() }))
  site.articles.push(article('أسبوعي', { ...daysAgo(6.99), modified: shop.house.clock.now() }))
  await desk.looks('wordpress', site.url)
  expect(await desk.states()).toMatchObject({ هرم: 'never too_old', أسبوعي: 'settling' })
})

test('thirty new posts at once settle, thirty-one are held until an admin says what they are', async () => {
  await using site = await openSite()
  await desk.looks('feed', site.feedUrl)
  desk.turns('10:30')
  site.articles.push(...many(30, 'موجة'))
  expect(await desk.looks('feed', site.feedUrl)).toMatchObject({ new: 30 })
  expect(new Set(Object.values(await desk.states()))).toEqual(new Set(['settling']))
  desk.turns('10:40')
  site.articles.push(...many(31, 'سيل'))
  await desk.looks('feed', site.feedUrl)
  expect(Object.values(await desk.states()).filter((state) => state === 'held avalanche')).toHaveLength(31)
  desk.turns('12:00')
  await decidePost(shop.house, await desk.idOf('سيل 7.'), 'ready')
  await desk.works('12:01')
  expect(await desk.read('instantly', 'سيل 6.', 'سيل 7.', 'موجة 29.')).toEqual(['سيل 7. موجة 29.'])
})

test('edits count until the freeze, those of an author or a category as well, later ones do not', async () => {
  await using site = await openSite()
  await desk.looks('wordpress', site.url)
  desk.turns('11:00')
  const post = article('عنوان فيه خطأ', { author: 'مجهول', category: 'عام' })
  site.articles.push(post)
  await desk.looks('wordpress', site.url)
  desk.turns('12:00')
  Object.assign(post, { author: 'هدى', category: 'تقنية', modified: shop.house.clock.now() })
  expect(await desk.looks('wordpress', site.url)).toMatchObject({ changed: 1 })
  desk.turns('13:00')
  Object.assign(post, { title: 'عنوان صحيح', modified: shop.house.clock.now() })
  expect(await desk.looks('wordpress', site.url)).toMatchObject({ changed: 1 })
  desk.turns('08:00', 1)
  await planIssues(shop.house)
  Object.assign(post, { title: 'عنوان متأخر', modified: shop.house.clock.now() })
  await desk.looks('wordpress', site.url)
  await shop.sends()
  expect(await desk.read('daily', 'عنوان فيه خطأ', 'عنوان صحيح', 'عنوان متأخر')).toEqual(['عنوان صحيح'])
  const { rows } = await shop.sql.query(
    `select content->'posts'->0->>'author' as author, content->'posts'->0->'categories' as categories
    from rendition join issue i on i.id = issue_id where i.newsletter_id = $1 and i.cadence = 'daily'`,
    [desk.newsletter.id],
  )
  expect(rows).toEqual([{ author: 'هدى', categories: ['تقنية'] }])
  await desk.works('08:00', 6)
  expect(await desk.read('weekly', 'عنوان صحيح', 'عنوان متأخر')).toEqual(['عنوان متأخر'])
  expect(await desk.read('daily', 'عنوان متأخر')).toEqual([''])
})

test('a post that leaves its site drops out of digests that are not frozen, and comes back to none', async () => {
  await using site = await openSite()
  await desk.looks('wordpress', site.url)
  desk.turns('11:00')
  const [stays, goes, hides] = [article('باق'), article('ذاهب'), article('محجوب')]
  site.articles.push(stays, goes, hides)
  await desk.looks('wordpress', site.url)
  desk.turns('12:00')
  goes.hidden = 'trash'
  Object.assign(hides, { hidden: 'password', modified: shop.house.clock.now() })
  expect(await desk.looks('wordpress', site.url)).toMatchObject({ withdrawn: 2 })
  await desk.works('08:00', 1)
  delete goes.hidden
  goes.modified = shop.house.clock.now()
  await desk.looks('wordpress', site.url)
  await desk.works('08:00', 6)
  for (const cadence of ['daily', 'weekly'] as const)
    expect(await desk.read(cadence, 'باق', 'ذاهب', 'محجوب')).toEqual(['باق'])
})

test('what a site keeps to itself is never mailed, by whichever road it is looked at', async () => {
  await using site = await openSite()
  await desk.looks('wordpress', site.url)
  await desk.looks('feed', site.feedUrl)
  desk.turns('11:00')
  const tomorrow = new Date(shop.house.clock.now().getTime() + 86_400_000)
  site.articles.push(
    article('عام'),
    article('بكلمة سر', { hidden: 'password' }),
    article('خاص', { hidden: 'private' }),
    article('مسودة', { hidden: 'future' }),
    article('مؤجل', { published: tomorrow }),
  )
  for (const time of ['11:00', '11:30', '12:00']) {
    desk.turns(time)
    await desk.looks('feed', site.feedUrl)
    expect(await desk.states()).not.toHaveProperty('مؤجل')
  }
  site.articles.splice(4)
  await desk.looks('wordpress', site.url)
  await desk.works('08:00', 6)
  for (const cadence of readers)
    expect(await desk.read(cadence, 'عام', 'بكلمة سر', 'خاص', 'مسودة', 'مؤجل')).toEqual(['عام'])
})

test('a post settles for its minutes, unless an admin sends now', async () => {
  await desk.handsIn('هادئ')
  await desk.works('10:14')
  expect(await desk.read('instantly', 'هادئ')).toEqual([])
  await desk.works('10:15')
  expect(await desk.read('instantly', 'هادئ')).toEqual(['هادئ'])
  desk.turns('11:00')
  await desk.handsIn('عاجل')
  await triggerIssue(shop.house, { newsletter: desk.newsletter, cadence: null, note: null, at: null })
  await shop.sends()
  await desk.works('11:20')
  await desk.works('08:00', 6)
  expect(await desk.read('instantly', 'هادئ', 'عاجل')).toEqual(['هادئ', 'عاجل'])
  for (const cadence of ['daily', 'weekly'] as const)
    expect(await desk.read(cadence, 'هادئ', 'عاجل')).toEqual(['هادئ عاجل'])
})

test('a post that was held reaches every reader once when it is let go, and one that is dropped nobody', async () => {
  const held = await desk.handsIn('محجوز')
  const dropped = await desk.handsIn('مستبعد')
  await decidePost(shop.house, held, 'held')
  await decidePost(shop.house, dropped, 'never')
  await desk.works('08:00', 1)
  desk.turns('09:00', 1)
  await decidePost(shop.house, held, 'ready')
  await decidePost(shop.house, held, 'ready')
  for (const day of [1, 2, 3, 4, 5, 6, 13]) {
    await desk.works('08:00', day)
    await desk.works('09:01', day)
  }
  for (const cadence of readers) expect(await desk.read(cadence, 'محجوز', 'مستبعد')).toEqual(['محجوز'])
})

test('a post that some readers had is not mailed to them again when it is held and let go', async () => {
  const post = await desk.handsIn('مرة واحدة')
  await desk.works('08:00', 1)
  await decidePost(shop.house, post, 'held')
  desk.turns('09:00', 1)
  await decidePost(shop.house, post, 'ready')
  for (const day of [1, 2, 6, 13]) {
    await desk.works('08:00', day)
    await desk.works('09:01', day)
  }
  for (const cadence of readers)
    expect({ cadence, mails: await desk.read(cadence, 'مرة واحدة') }).toEqual({ cadence, mails: ['مرة واحدة'] })
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'
import { expectRefused, type Bad } from './bad.ts'
import { json, knock, withKey } from './knock.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
  await house.founds('weekly-only', { cadence: 'weekly', cadences: ['weekly'] })
})
afterAll(async () => house[Symbol.asyncDispose]())

const post = { newsletter: 'marsad', title: 'عنوان', html: '<p>نص</p>', url: 'https://site.example/a' }
const newsletter = { slug: 'other', name: 'أخرى', sender: { name: 'أخرى', address: 'news@other.example' } }
const invalid = (what: string, path: string, body: unknown, at: string, method = 'POST'): Bad => ({
  what,
  method,
  path: `/api/v1${path}`,
  asked: { headers: { ...json, ...withKey }, body: JSON.stringify(body) },
  status: 400,
  kind: 'invalid',
  at,
})

const fields = [
  invalid('a post with a script for an address', '/posts', { ...post, url: 'javascript:alert(1)' }, 'url'),
  invalid('a post with a relative address', '/posts', { ...post, url: '/a' }, 'url'),
  invalid('a post with a list for a title', '/posts', { ...post, title: ['a'] }, 'title'),
  invalid('a post with an object in its tags', '/posts', { ...post, tags: [{}] }, 'tags.0'),
  invalid('a post of the 32nd of Nisan', '/posts', { ...post, publishedAt: '2026-04-32T00:00:00Z' }, 'publishedAt'),
  invalid('a post in a language that is none', '/posts', { ...post, lang: '<script>' }, 'lang'),
  invalid('a post with nothing in it', '/posts', { ...post, title: '', html: '<script>alert(1)</script>' }, 'html'),
  invalid('a post for a newsletter named NUL', '/posts', { ...post, newsletter: '\u0000' }, 'newsletter'),
  invalid('a post with NUL in its language', '/posts', { ...post, lang: 'ar\u0000' }, 'lang'),
  invalid('a post with a picture that is a script', '/posts', { ...post, image: 'data:text/html,x' }, 'image'),
  invalid('a newsletter without a sender', '/newsletters', { slug: 'other', name: 'أخرى' }, 'sender'),
  invalid('a newsletter with a path for a slug', '/newsletters', { ...newsletter, slug: '../admin' }, 'slug'),
  invalid('a newsletter in no time zone', '/newsletters', { ...newsletter, timeZone: 'Mars/Olympus' }, 'timeZone'),
  invalid('a newsletter of NUL', '/newsletters', { ...newsletter, description: 'a\u0000b' }, 'description'),
  invalid('a newsletter with a bad colour', '/newsletters', { ...newsletter, colour: 'red;}' }, 'colour'),
  invalid('a newsletter at 25 o’clock', '/newsletters', { ...newsletter, hour: 25 }, 'hour'),
  invalid(
    'a newsletter whose default is not offered',
    '/newsletters',
    { ...newsletter, cadence: 'daily', cadences: ['weekly'] },
    'cadence',
  ),
  invalid('an issue of an unknown newsletter', '/issues', { newsletter: 'nowhere' }, 'newsletter'),
  invalid('an issue at no time', '/issues', { newsletter: 'marsad', at: 'tomorrow' }, 'at'),
  invalid('an issue dry as a bone', '/issues', { newsletter: 'marsad', dryRun: 'yes' }, 'dryRun'),
  invalid(
    'a source of an unknown kind',
    '/sources',
    { kind: 'gopher', url: 'https://a.example', newsletter: 'marsad' },
    'kind',
  ),
  invalid('a source on disk', '/sources', { kind: 'feed', url: 'file:///etc/passwd', newsletter: 'marsad' }, 'url'),
  invalid('a suppression of nobody', '/suppressions', { email: 'nobody' }, 'email'),
  invalid('a suppression with NUL in its note', '/suppressions', { email: 'a@b.example', note: '\u0000' }, 'note'),
  invalid(
    'a suppression for no reason we know',
    '/suppressions',
    { email: 'a@b.example', reason: 'dislike' },
    'reason',
  ),
  invalid(
    'a subscriber who is lapsed from the start',
    '/subscribers',
    { email: 'a@b.example', newsletter: 'marsad', state: 'lapsed' },
    'state',
  ),
  invalid(
    'a subscriber with a cadence that is not offered',
    '/subscribers',
    { email: 'a@b.example', newsletter: 'weekly-only', state: 'active', cadence: 'instantly' },
    'cadence',
  ),
]

const asked = (what: string, method: string, path: string, status: number, kind: string): Bad => ({
  what,
  method,
  path: `/api/v1${path}`,
  asked: { headers: withKey },
  status,
  kind,
})

const paths = [
  asked('a list of −1 items', 'GET', '/posts?limit=-1', 400, 'invalid'),
  asked('a list of 1e9 items', 'GET', '/posts?limit=1e9', 400, 'invalid'),
  asked('a list of two limits', 'GET', '/posts?limit=1&limit=2', 400, 'invalid'),
  asked('a list after garbage', 'GET', '/subscribers?after=%27%20or%201=1', 400, 'invalid'),
  asked('a list after a number no row can have', 'GET', `/issues?after=${'9'.repeat(30)}`, 400, 'invalid'),
  asked('a list of an unknown newsletter', 'GET', '/posts?newsletter=nowhere', 400, 'invalid'),
  asked('a list of a newsletter named NUL', 'GET', '/posts?newsletter=%00', 400, 'invalid'),
  asked('a list in a state there is not', 'GET', '/posts?state=asleep', 400, 'invalid'),
  asked('a search for NUL', 'GET', '/subscribers?q=%00', 400, 'invalid'),
  asked('a search for two things', 'GET', '/subscribers?q=a&q=b', 400, 'invalid'),
  asked('a search for a book', 'GET', `/subscribers?q=${'x'.repeat(300)}`, 400, 'invalid'),
  asked('broken percent-encoding', 'GET', '/issues/%E0%A4%A', 400, 'invalid'),
  asked('a path that is not there', 'GET', '/nothing', 404, 'not-found'),
  asked('a path above the root', 'GET', '/../../etc/passwd', 404, 'not-found'),
  ...['abc', '0', '-1', '1.5', '1e3', '%00', '9'.repeat(40), '%F0%9F%92%A9', "1'--", '%D9%A3'].flatMap((id) => [
    asked(`the issue ${id}`, 'GET', `/issues/${id}`, 404, 'not-found'),
    asked(`the deliveries of issue ${id}`, 'GET', `/issues/${id}/deliveries`, 404, 'not-found'),
    asked(`pausing issue ${id}`, 'POST', `/issues/${id}/pause`, 404, 'not-found'),
    asked(`resuming issue ${id}`, 'POST', `/issues/${id}/resume`, 404, 'not-found'),
    asked(`cancelling issue ${id}`, 'POST', `/issues/${id}/cancel`, 404, 'not-found'),
    asked(`the subscriber ${id}`, 'GET', `/subscribers/${id}`, 404, 'not-found'),
    asked(`the consent of subscriber ${id}`, 'GET', `/subscribers/${id}/consent`, 404, 'not-found'),
    asked(`erasing subscriber ${id}`, 'DELETE', `/subscribers/${id}`, 404, 'not-found'),
    asked(`lifting suppression ${id}`, 'DELETE', `/suppressions/${id}`, 404, 'not-found'),
    asked(`fetching source ${id}`, 'POST', `/sources/${id}/sync`, 404, 'not-found'),
    asked(`changing newsletter ${id}`, 'PATCH', `/newsletters/${id}`, 404, 'not-found'),
  ]),
  asked('a method that is not there', 'PUT', '/posts', 405, 'method-not-allowed'),
  asked('deleting all', 'DELETE', '/subscribers', 405, 'method-not-allowed'),
  asked('reading the signups', 'GET', '/subscriptions', 405, 'method-not-allowed'),
  asked('a method of WebDAV', 'PROPFIND', '/posts', 405, 'method-not-allowed'),
]

test.each([...fields, ...paths])('$what is refused as $kind', async (bad) => expectRefused(house, bad))

test('a refusal does not repeat the address that came with it', async () => {
  const { status, body } = await house.api('POST', '/api/v1/suppressions', {
    email: 'planted@example.org',
    reason: 'x',
  })
  expect([status, JSON.stringify(body).includes('planted')]).toEqual([400, false])
})

test('a method that a path does not know is answered with those it knows', async () => {
  const answer = await knock(house, 'DELETE', '/api/v1/issues/1', { headers: withKey })
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
  const lists = await knock(house, 'PATCH', '/api/v1/newsletters', { headers: withKey })
  expect([lists.status, lists.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
})

test('problems speak English to programs, and Arabic to those who ask for it', async () => {
  const silent = JSON.parse((await knock(house, 'GET', '/api/v1/nothing')).text) as { title: string }
  const asking = await knock(house, 'GET', '/api/v1/nothing', { headers: { 'Accept-Language': 'ar' } })
  expect(silent.title).toBe('There is nothing here')
  expect((JSON.parse(asking.text) as { title: string }).title).toBe('لا شيء في هذا العنوان')
})

test('after all of this the house still stands, and nobody was taken in', async () => {
  expect((await house.api('GET', '/api/v1/subscribers')).body).toEqual({ items: [], next: null })
  expect((await house.api('GET', '/api/v1/posts')).body).toEqual({ items: [], next: null })
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

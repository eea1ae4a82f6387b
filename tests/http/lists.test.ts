import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
let issueId: string
const readers = Array.from({ length: 7 }, (_, n) => `reader${n}@example.org`)

beforeAll(async () => {
  house = await openHouse()
  for (const email of readers) {
    await house.api('POST', '/api/v1/subscribers', { email, newsletter: 'marsad', state: 'active' })
    await house.api('POST', '/api/v1/suppressions', { email: `not-${email}` })
    await house.publishes(`مقال ${email}`)
    issueId = (await house.sends()).id
  }
})
afterAll(async () => house[Symbol.asyncDispose]())

interface Listed {
  readonly id?: string
  readonly subscriptionId?: string
}

const walk = async (path: string, limit: number): Promise<{ ids: string[]; pages: number[] }> => {
  const [ids, pages]: [string[], number[]] = [[], []]
  let next: string | null = null
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(next === null ? {} : { after: next }) })
    const { status, body } = await house.api('GET', `/api/v1${path}${path.includes('?') ? '&' : '?'}${query}`)
    expect([path, status]).toEqual([path, 200])
    ids.push(...(body.items as Listed[]).map(({ id, subscriptionId }) => id ?? subscriptionId ?? ''))
    pages.push(body.items.length)
    next = body.next
  } while (next !== null)
  return { ids, pages }
}

test('every list is read to its end by its cursor: each item once, the last page without a next', async () => {
  for (const path of ['/posts', '/issues', '/subscribers', '/suppressions', `/issues/${issueId}/deliveries`]) {
    const whole = await walk(path, 200)
    expect([path, whole.pages]).toEqual([path, [7]])
    for (const [limit, pages] of [
      [1, [1, 1, 1, 1, 1, 1, 1]],
      [3, [3, 3, 1]],
      [7, [7]],
    ] as const) {
      const walked = await walk(path, limit)
      expect([path, limit, walked.pages]).toEqual([path, limit, pages])
      expect(walked.ids).toEqual(whole.ids)
    }
    expect(new Set(whole.ids).size).toBe(7)
  }
})

test('a filter holds over all pages', async () => {
  await house.founds('empty', { name: 'خالية' })
  expect((await walk('/posts?newsletter=empty', 2)).ids).toEqual([])
  expect((await walk('/posts?newsletter=marsad&state=ready', 2)).ids).toHaveLength(7)
  expect((await walk('/posts?state=held', 2)).ids).toHaveLength(0)
  expect((await walk('/subscribers?newsletter=marsad&state=active&q=reader', 2)).ids).toHaveLength(7)
  expect((await walk('/subscribers?state=unsubscribed', 2)).ids).toHaveLength(0)
  expect((await walk(`/issues/${issueId}/deliveries?state=accepted`, 2)).ids).toHaveLength(7)
  expect((await walk(`/issues/${issueId}/deliveries?state=refused`, 2)).ids).toHaveLength(0)
})

test('what comes in while a list is read does not disturb the rest of it', async () => {
  const { body: first } = await house.api('GET', '/api/v1/posts?limit=3')
  await house.publishes('مقال في الأثناء')
  const { body: second } = await house.api('GET', `/api/v1/posts?limit=3&after=${first.next}`)
  const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
  expect(new Set(ids).size).toBe(6)
})

test('short lists have the same form', async () => {
  for (const path of ['/newsletters', '/sources', '/sources?newsletter=marsad']) {
    const { status, body } = await house.api('GET', `/api/v1${path}`)
    expect([status, Array.isArray(body.items), body.next]).toEqual([200, true, null])
  }
})

import { expect, test } from '@jest/globals'
import { cap, newestFirst, postsSince } from '../../src/domain/window.ts'

const post = (id: number) => ({ id, readyAt: new Date(Date.UTC(2026, 10, id)) })
const posts = [post(1), post(2), post(3)]
const ids = (some: readonly { id: number }[]): number[] => some.map(({ id }) => id)

test('a digest begins with the newest post', () => {
  expect(ids(newestFirst(posts))).toEqual([3, 2, 1])
  expect(ids(posts)).toEqual([1, 2, 3])
})

test('a reader gets what became ready since their last digest, and never its last post again', () => {
  expect(ids(postsSince(posts, post(2).readyAt))).toEqual([3])
  expect(ids(postsSince(posts, new Date(post(2).readyAt.getTime() - 1)))).toEqual([2, 3])
  expect(ids(postsSince(posts, post(3).readyAt))).toEqual([])
})

test('a reader who was never covered gets the whole window', () => {
  expect(ids(postsSince(posts, null))).toEqual([1, 2, 3])
})

test('two windows that meet hold each post once', () => {
  const meeting = new Date(Date.UTC(2026, 10, 2))
  const first = posts.filter(({ readyAt }) => readyAt <= meeting)
  expect(ids([...first, ...postsSince(posts, meeting)])).toEqual([1, 2, 3])
})

test('a digest shows so many posts and counts the rest', () => {
  expect(cap([5, 4, 3], 2)).toEqual({ shown: [5, 4], more: 1 })
  expect(cap([5, 4, 3], 3)).toEqual({ shown: [5, 4, 3], more: 0 })
  expect(cap([], 3)).toEqual({ shown: [], more: 0 })
  expect(cap([5], 0)).toEqual({ shown: [], more: 1 })
})

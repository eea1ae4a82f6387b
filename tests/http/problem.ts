import { expect } from '@jest/globals'
import type { TestHouse } from '../support/house.ts'
import { knock, type Answer } from './knock.ts'

/** What no stranger is to be shown: stacks, paths of ours, the words of the database and its drivers. */
export const innards =
  /node_modules|\.[jt]sx?:\d|^\s+at \w|prisma|postgres|sqlstate|syntax error|invalid input syntax|TypeError|RangeError/im

/** Expects an RFC 9457 problem whose `type` leads to a page, and that tells nothing of ours; answers with it. */
export const expectProblem = async (
  house: TestHouse,
  answer: Answer,
  status: number,
  kind: string,
): Promise<Record<string, unknown>> => {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8'])
  const problem = JSON.parse(answer.text) as Record<string, unknown>
  const words = expect.stringMatching(/\S/)
  expect(problem).toMatchObject({
    type: `${house.url}/problems/${kind}`,
    title: words,
    status,
    detail: words,
    next: words,
  })
  expect(answer.text).not.toMatch(innards)
  const page = await knock(house, 'GET', `/problems/${kind}`)
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  return problem
}

/** Expects a page of a problem in a language. */
export const expectProblemPage = (answer: Answer, status: number, lang: string): void => {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8'])
  expect(answer.text).toContain(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"`)
  expect(answer.text).not.toMatch(innards)
}

import { expect } from '@jest/globals'
import type { TestHouse } from '../support/house.ts'
import { knock, type Knock } from './knock.ts'
import { expectProblem } from './problem.ts'

/** A request that cannot be granted, and what it is to be told. */
export interface Bad {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly asked?: Knock
  readonly status: number
  readonly kind: string
  /** The field at fault, where one is named. */
  readonly at?: string
}

/** Expects the API to refuse it in the right words. */
export const expectRefused = async (house: TestHouse, bad: Bad): Promise<void> => {
  const answer = await knock(house, bad.method, bad.path, bad.asked)
  const problem = await expectProblem(house, answer, bad.status, bad.kind)
  if (bad.at !== undefined) expect(problem['errors']).toMatchObject([{ path: bad.at, message: expect.any(String) }])
}

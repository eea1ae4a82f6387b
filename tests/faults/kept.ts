import { expect } from '@jest/globals'

/** A verdict on a send that kept the promise; how much is uncertain is told apart. */
export const kept = {
  lost: [],
  twice: [],
  wrong: [],
  uncertain: expect.any(Number),
  conserved: true,
  finished: true,
}

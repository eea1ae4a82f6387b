import { expect, test } from '@jest/globals'
import { cases } from './cases.ts'
import { kept } from './kept.ts'
import { connections } from './killed-worker.ts'
import { anySeed } from './random.ts'

const plan = { readers: 1000, seed: anySeed() }

test('a queue that is emptied in the middle of a send costs time and nothing else', async () => {
  const { verdict, ...run } = await cases['lost-queue'](plan)
  expect({ ...plan, ...run, ...verdict }).toEqual({ ...plan, ...run, ...kept, uncertain: 0 })
}, 120_000)

test('a database that dies in the middle of a send and comes back finds the send go on', async () => {
  const { verdict, ...run } = await cases['restarted-postgres'](plan)
  expect({ ...plan, ...run, ...verdict }).toEqual({ ...plan, ...run, ...kept })
  expect(verdict.uncertain).toBeLessThanOrEqual(connections)
}, 120_000)

import { expect, test } from '@jest/globals'
import { cases, kills } from './cases.ts'
import { connections } from './killed-worker.ts'
import { kept } from './kept.ts'
import { anySeed } from './random.ts'

test('ten workers are killed in the middle of a send, and every reader is accounted for', async () => {
  const plan = { readers: 2000, seed: anySeed() }
  const { verdict, moments, recoverySeconds } = await cases['killed-worker'](plan)
  expect({ ...plan, moments, ...verdict }).toEqual({ ...plan, moments, ...kept })
  expect(verdict.uncertain).toBeLessThanOrEqual(kills * connections)
  expect(recoverySeconds).toBeLessThan(11)
}, 180_000)

import { expect, test } from '@jest/globals'
import { misbehaviourCases, runMisbehaviours } from './misbehaviour.ts'
import { anySeed } from './random.ts'

test('however a relay misbehaves, what we say of a message is what the relay itself has written down of it', async () => {
  const cases = misbehaviourCases(anySeed())
  expect(new Set(cases.map(({ id }) => id)).size).toBe(210)
  const lines = await runMisbehaviours(cases)
  expect(lines.filter(({ verdict }) => verdict === 'broken')).toEqual([])
  expect(lines).toHaveLength(210)
}, 60_000)

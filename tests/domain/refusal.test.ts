import { expect, test } from '@jest/globals'
import { Outage, Refused } from '../../src/domain/refusal.ts'

test('a refusal carries what the caller did wrong, and a name for the log', () => {
  const refusal = { kind: 'invalid', issues: [{ path: 'address', message: 'no_at' }] } as const
  const refused = new Refused(refusal)
  expect(refused).toBeInstanceOf(Error)
  expect(refused.refusal).toBe(refusal)
  expect(String(refused)).toBe('Refused: invalid')
})

test('an outage tells what failed and why, and is no refusal', () => {
  const cause = new Error('ECONNREFUSED')
  const outage = new Outage('the relay does not answer', { cause })
  expect(outage).not.toBeInstanceOf(Refused)
  expect(outage.cause).toBe(cause)
  expect(String(outage)).toBe('Outage: the relay does not answer')
})

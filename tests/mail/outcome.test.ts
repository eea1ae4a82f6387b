import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { classify, staysInStep, type Failure, type Seen } from '../../src/mail/outcome.ts'

const reply = fc.oneof(
  fc.constantFrom(
    '250 ok',
    '354 go on',
    '421 bye',
    '451 later',
    '550 no',
    '250-a\n250 b',
    '299',
    '2',
    '',
    'eh?',
    '600 x',
  ),
  fc.string(),
)
const failure: fc.Arbitrary<Failure | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    code: fc.constantFrom('EENVELOPE', 'EMESSAGE', 'ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EPROTOCOL', undefined),
    message: fc.string(),
  }),
)
const seen: fc.Arbitrary<Seen> = fc.record({
  replies: fc.oneof(
    fc.array(reply, { maxLength: 5 }),
    reply.map((last) => ['250 ok', '250 ok', '354 go on', last]),
  ),
  dotMayBeOut: fc.boolean(),
})

test('whatever a relay says or leaves unsaid, nothing is called accepted without its whole yes', () => {
  fc.assert(
    fc.property(seen, failure, (what, how) => {
      if (classify(what, how).kind !== 'accepted') return
      expect(how).toBeNull()
      expect(what.dotMayBeOut).toBe(true)
      expect(what.replies.map((text) => text[0]).join('')).toBe('2232')
    }),
    { numRuns: 2000 },
  )
})

test('once the dot may be out, only a whole reply with a code makes the end definite', () => {
  fc.assert(
    fc.property(seen, failure, (what, how) => {
      const outcome = classify({ ...what, dotMayBeOut: true }, how)
      if (outcome.kind === 'deferred' || outcome.kind === 'refused') {
        expect(how?.code).toBe('EMESSAGE')
        expect(what.replies).toHaveLength(4)
        expect(String(outcome.code)).toMatch(outcome.kind === 'deferred' ? /^4\d\d$/ : /^5\d\d$/)
      }
    }),
    { numRuns: 2000 },
  )
})

test('no connection goes on after a doubt', () => {
  fc.assert(
    fc.property(seen, failure, (what, how) => {
      const outcome = classify(what, how)
      if (outcome.kind === 'uncertain' || (outcome.kind === 'deferred' && outcome.code === null))
        expect(staysInStep(outcome, how)).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test('what a relay says is kept on one line and not without end', () => {
  const outcome = classify({ replies: [`550-no\n550 ${'x'.repeat(2000)}\u0085`], dotMayBeOut: false }, null)
  expect(outcome).toMatchObject({ kind: 'refused', reply: expect.stringMatching(/^550-no 550 x+$/) })
  expect(outcome.kind === 'refused' && outcome.reply.length).toBe(500)
})

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { afterTheDot, notTaken, type Doubt } from '../../src/mail/outcome.ts'
import { ReplyReader, type Answer } from '../../src/mail/smtp-replies.ts'

const read = (...pieces: readonly (string | Buffer)[]): Answer[] => {
  const reader = new ReplyReader()
  return pieces.flatMap((piece) => reader.read(Buffer.from(piece as string)))
}

const codes = (answers: readonly Answer[]): (number | null)[] => answers.map(({ code }) => code)

const missing: fc.Arbitrary<Answer> = fc.record({
  code: fc.constant(null),
  text: fc.string(),
  doubt: fc.constantFrom<Doubt>('connection_lost', 'no_reply', 'unintelligible_reply'),
})
const given: fc.Arbitrary<Answer> = fc.record({
  code: fc.integer({ min: 200, max: 599 }).filter((code) => ![503, 530, 538].includes(code)),
  text: fc.string(),
  doubt: fc.constant(null),
})

test('after the dot only a whole yes is accepted, only a whole no is definite, and all else is in doubt', () => {
  fc.assert(
    fc.property(fc.oneof(missing, given), (answer) => {
      const kind = ['accepted', 'uncertain', 'deferred', 'refused'][Math.floor((answer.code ?? 300) / 100) - 2]
      expect(afterTheDot(answer).kind).toBe(kind)
    }),
  )
})

test('before the dot nothing is in doubt and nothing is accepted, whatever the relay says', () => {
  fc.assert(
    fc.property(fc.oneof(missing, given), fc.constantFrom('mail', 'rcpt', 'data', 'body'), (answer, phase) => {
      const outcome = notTaken(answer, phase)
      const isRefused = answer.code !== null && answer.code >= 500
      const code = answer.code !== null && answer.code >= 400 ? answer.code : null
      expect(outcome).toMatchObject({ kind: isRefused ? 'refused' : 'deferred', code, phase })
    }),
  )
})

test.each([503, 530, 538])('a %i is no refusal of the reader, but of how or by whom it was asked', (code) => {
  const answer = { code, text: `${code} not so`, doubt: null }
  expect(notTaken(answer, 'mail')).toEqual({ kind: 'deferred', code: null, reply: answer.text, phase: 'mail' })
  expect(afterTheDot(answer)).toMatchObject({ kind: 'deferred', code: null, phase: 'after_dot' })
})

test('what a relay says is kept on one line and not without end', () => {
  const outcome = notTaken({ code: 550, text: `550-no\n550 ${'x'.repeat(2000)}\u0085`, doubt: null }, 'rcpt')
  expect(outcome).toMatchObject({ kind: 'refused', reply: expect.stringMatching(/^550-no 550 x+$/) })
  expect(outcome.kind === 'refused' && outcome.reply.length).toBe(500)
})

test('replies are the same in whatever pieces they arrive', () => {
  const reply = fc.tuple(
    fc.integer({ min: 200, max: 599 }),
    fc.array(fc.stringMatching(/^[ -~ء-ي]{0,20}$/), { minLength: 1, maxLength: 4 }),
  )
  fc.assert(
    fc.property(
      fc.array(reply, { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
      (replies, sizes) => {
        const texts = replies.map(([code, lines]) =>
          lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line}`),
        )
        const bytes = Buffer.from(texts.map((lines) => lines.map((line) => `${line}\r\n`).join('')).join(''))
        const pieces: Buffer[] = []
        for (let at = 0; at < bytes.length;) {
          const size = sizes.next().value ?? 1
          pieces.push(bytes.subarray(at, at + size))
          at += size
        }
        const reader = new ReplyReader()
        const answers = pieces.flatMap((piece) => reader.read(piece))
        expect(codes(answers)).toEqual(replies.map(([code]) => code))
        expect(answers.map(({ text }) => text)).toEqual(texts.map((lines) => lines.join('\n')))
      },
    ),
  )
})

test.each([
  ['hello', 'thank you\r\n'],
  ['a single digit', '2 ok\r\n'],
  ['a code of no kind', '600 ok\r\n'],
  ['a code run together with its text', '2500\r\n'],
  ['lines that do not agree', '250-yes\r\n550 no\r\n'],
  ['a line without a code in the middle', '250-yes\r\nyes\r\n250 yes\r\n'],
])('%s is no reply, and nothing behind it is one', (_, bytes) => {
  expect(read(`250 ok\r\n${bytes}250 ok\r\n`)).toMatchObject([
    { code: 250 },
    { code: null, doubt: 'unintelligible_reply' },
  ])
})

test('a reply without its line end is no reply yet', () => {
  expect(read('250 ok')).toEqual([])
  expect(read('250-ok\r\n')).toEqual([])
  expect(codes(read('250-ok\r\n', '250', '\r', '\n'))).toEqual([250])
})

test('a bare line feed ends a line, and empty lines between replies are passed over', () => {
  expect(codes(read('250 ok\n\r\n\n354 go on\r\n'))).toEqual([250, 354])
})

test('a reply of ten megabytes is given up after sixty-four kilobytes, on one line or on many', () => {
  for (const piece of ['x'.repeat(10_000), `250-${'x'.repeat(996)}\r\n`.repeat(10)]) {
    const reader = new ReplyReader()
    let pieces = 0
    while (pieces < 1000) {
      pieces += 1
      if (reader.read(Buffer.from(piece)).some(({ code }) => code === null)) break
    }
    expect(pieces).toBeLessThan(8)
  }
})

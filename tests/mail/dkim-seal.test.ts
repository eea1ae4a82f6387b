import { expect, test } from '@jest/globals'
import { createSeal } from '../../src/mail/dkim-seal.ts'

const [old, young] = ['a former secret of 32 characters', 'a newer secret of 32 characters!'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer]
const pem = '-----BEGIN PRIVATE KEY-----\nنص\n-----END PRIVATE KEY-----\n'

test('what is sealed can be read with the secret, and by nobody else', () => {
  const sealed = createSeal([old]).seal(pem)
  expect(createSeal([old]).open(sealed)).toBe(pem)
  expect(createSeal([young]).open(sealed)).toBeNull()
  expect(sealed.includes('PRIVATE')).toBe(false)
  expect(createSeal([old]).seal(pem)).not.toEqual(sealed)
})

test('after a change of secret the former one opens what it closed, and the new one closes', () => {
  const before = createSeal([old]).seal(pem)
  const both = createSeal([young, old])
  expect(both.open(before)).toBe(pem)
  const after = both.seal(pem)
  expect(createSeal([young]).open(after)).toBe(pem)
  expect(createSeal([old]).open(after)).toBeNull()
})

test('not one bit of it can be changed', () => {
  const seal = createSeal([old])
  const sealed = seal.seal('key')
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const altered = Buffer.from(sealed)
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(seal.open(altered)).toBeNull()
  }
  for (let length = 0; length < sealed.length; length += 1) expect(seal.open(sealed.subarray(0, length))).toBeNull()
})

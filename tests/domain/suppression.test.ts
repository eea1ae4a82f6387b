import { expect, test } from '@jest/globals'
import { readAddress } from '../../src/domain/address.ts'
import { addressHash } from '../../src/domain/suppression.ts'

const pepper = Buffer.alloc(32, 7)
const keyOf = (raw: string): string => {
  const read = readAddress(raw)
  return typeof read === 'string' ? read : read.key
}

test('a "no" is remembered for every spelling of an address', () => {
  const hash = addressHash(pepper, keyOf('Salma@BÜCHER.example'))
  expect(hash).toHaveLength(32)
  expect(addressHash(pepper, keyOf(' <salma@xn--bcher-kva.example>')).equals(hash)).toBe(true)
  expect(addressHash(pepper, keyOf('salma2@bücher.example')).equals(hash)).toBe(false)
})

test('without the pepper nobody can tell whose hash it is', () => {
  const key = keyOf('salma@example.org')
  expect(addressHash(pepper, key).equals(addressHash(Buffer.alloc(32, 8), key))).toBe(false)
  expect(addressHash(pepper, key).toString('hex')).toBe(
    '05c1a0f433a2a28875888a8bccba9d63a2cf0932fc938ca2bcda1638737b3684',
  )
})

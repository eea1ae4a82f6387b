import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { fromBase32, toBase32 } from '../../src/domain/base32.ts'
import { createReturnPaths } from '../../src/domain/return-path.ts'

const [old, fresh] = [Buffer.from('an old secret that is long enough'), Buffer.from('a fresh secret, long enough')]
const address = 'bounces@news.example.org'
const paths = createReturnPaths({ address, separator: '+', secretKeys: [fresh, old] })
const ids = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String)

test('a return path names its issue and subscription in whatever case a mail host writes it', () => {
  fc.assert(
    fc.property(fc.option(ids), ids, (issueId, subscriptionId) => {
      const path = paths.of({ issueId, subscriptionId })
      expect(path).toMatch(/^bounces\+[a-z2-7]{20,48}@news\.example\.org$/)
      for (const written of [path, path.toUpperCase(), path.replace('@n', '@N')])
        expect(paths.read(written)).toEqual({ issueId, subscriptionId })
    }),
  )
})

test('the longest return path fits a local part of 64 octets', () => {
  const name = 'b'.repeat(15)
  const longest = createReturnPaths({ address: `${name}@e.example`, separator: '+', secretKeys: [fresh] })
  const largest = String(2n ** 63n - 1n)
  expect(longest.of({ issueId: largest, subscriptionId: largest }).indexOf('@')).toBe(64)
})

test('a return path is the same on every attempt and another for every reader', () => {
  const made = Array.from({ length: 500 }, (_, n) => paths.of({ issueId: '7', subscriptionId: String(n + 1) }))
  expect(new Set(made).size).toBe(500)
  expect(paths.of({ issueId: '7', subscriptionId: '1' })).toBe(made[0])
})

test('a path signed by an older key is read, one by a key that is gone is not', () => {
  const before = createReturnPaths({ address, separator: '+', secretKeys: [old] })
  const delivery = { issueId: '7', subscriptionId: '8' }
  expect(paths.read(before.of(delivery))).toEqual(delivery)
  expect(before.read(paths.of(delivery))).toBeNull()
})

test('no altered, cut or invented token is genuine', () => {
  const path = paths.of({ issueId: '7', subscriptionId: '8' })
  const at = path.indexOf('@')
  for (let place = 'bounces+'.length; place < at; place += 1)
    for (const letter of 'abcdefghijklmnopqrstuvwxyz234567'.replace(path[place] ?? '', ''))
      expect(paths.read(path.slice(0, place) + letter + path.slice(place + 1))).toBeNull()
  for (const forged of [
    path.replace('@', 'a@'),
    path.slice(0, at - 1) + path.slice(at),
    `${path}.example`,
    'bounces+@news.example.org',
    address,
    '',
  ])
    expect(paths.read(forged)).toBeNull()
  for (let time = 0; time < 2000; time += 1)
    expect(paths.read(`bounces+${toBase32(randomBytes(16))}@news.example.org`)).toBeNull()
})

test('only the plain address and genuine ones below it are mailboxes of ours', () => {
  expect(paths.takes('Bounces@News.Example.org')).toBe(true)
  expect(paths.takes(paths.of({ issueId: null, subscriptionId: '3' }))).toBe(true)
  for (const other of [
    'news@news.example.org',
    'bounces+x@news.example.org',
    'bounces@example.org',
    'xbounces@news.example.org',
  ])
    expect(paths.takes(other)).toBe(false)
})

test('another separator works for mail hosts that want one', () => {
  const dashed = createReturnPaths({ address, separator: '-', secretKeys: [fresh] })
  const delivery = { issueId: '1', subscriptionId: '2' }
  expect(dashed.of(delivery)).toMatch(/^bounces-[a-z2-7]+@/)
  expect(dashed.read(dashed.of(delivery))).toEqual(delivery)
  expect(dashed.read(paths.of(delivery))).toBeNull()
})

test('base32 is one spelling of its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(fromBase32(toBase32(bytes))).toEqual(Buffer.from(bytes))
      expect(fromBase32(toBase32(bytes).toUpperCase())).toEqual(Buffer.from(bytes))
    }),
  )
  expect(['a', 'a1', 'ab=', 'é', 'ac', 'aab'].map(fromBase32)).toEqual([null, null, null, null, null, null])
})

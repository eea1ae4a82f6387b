import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { callerOf, truncateIp } from '../../src/domain/network.ts'

test.each([
  ['203.0.113.77', '203.0.113.0'],
  ['10.0.0.0', '10.0.0.0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
  ['2001:DB8::1', '2001:db8::'],
  ['2001:0db8:0001:0000::1', '2001:db8:1::'],
  ['::1', '::'],
  ['1::', '1::'],
  ['fe80::1%eth0', 'fe80::'],
  ['2001:0:5::1', '2001:0:5::'],
  ['::ffff:203.0.113.77', '203.0.113.0'],
  ['::FFFF:cb00:714d', '203.0.113.0'],
  ['0:0:0:0:0:ffff:203.0.113.77', '203.0.113.0'],
])('of the address %s only the network %s is kept', (ip, network) => {
  expect(truncateIp(ip)).toBe(network)
})

test.each([
  '',
  'unknown',
  '203.0.113',
  '203.0.113.256',
  '203.0.113.7:80',
  '[::1]',
  ':::',
  ' 203.0.113.7',
  '1.2.3.4, 5.6.7.8',
])('of %j, which is no IP address, nothing is kept', (garbage) => {
  expect(truncateIp(garbage)).toBe('')
})

test('a network kept is kept the same when cut again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
      const network = truncateIp(ip)
      expect(network).toMatch(/^(\d+\.\d+\.\d+\.0|[0-9a-f:]*::)$/)
      expect(truncateIp(network)).toBe(network)
    }),
  )
})

test.each([
  ['203.0.113.77', '203.0.113.77'],
  ['::ffff:203.0.113.77', '203.0.113.77'],
  ['::FFFF:cb00:714d', '203.0.113.77'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::'],
  ['2001:db8::1', '2001:db8::'],
  ['fe80::1%eth0', 'fe80::'],
  ['', ''],
  ['203.0.113.77, 10.0.0.1', ''],
])('a limit counts %j as %j', (ip, caller) => {
  expect(callerOf(ip)).toBe(caller)
})

import { expect, test } from '@jest/globals'
import { createMailHosts, type MailHosts } from '../../src/mail/mail-hosts.ts'
import { openNameServer, type NameServer } from '../support/name-server.ts'

const time = { now: 0 }
const asking = ({ address }: Pick<NameServer, 'address'>): MailHosts =>
  createMailHosts({ lookUp: true, elapsed: () => time.now, servers: [address] })

const msOf = async (task: Promise<unknown>): Promise<number> => {
  const before = performance.now()
  await task
  return performance.now() - before
}

test('the nearest mail host of a domain is found, and none where there is none', async () => {
  await using server = await openNameServer()
  server.records
    .set('marsad.sa', [
      [10, 'alt1.aspmx.l.google.com'],
      [1, 'aspmx.l.google.com'],
    ])
    .set('contoso.com', [[0, 'contoso-com.mail.protection.outlook.com']])
    .set('own.org', [[10, 'mail.own.org']])
    .set('backup.org', [
      [20, 'aspmx.l.google.com'],
      [10, 'mail.backup.org'],
    ])
    .set('nomail.org', [[0, '.']])
    .set('bare.org', 'no-mail')
  const hosts = asking(server)
  await hosts.acquaint([...server.records.keys(), 'gone.org'])
  expect([...server.records.keys(), 'gone.org'].map((domain) => [domain, hosts.hostOf(domain)])).toEqual([
    ['marsad.sa', 'aspmx.l.google.com'],
    ['contoso.com', 'contoso-com.mail.protection.outlook.com'],
    ['own.org', 'mail.own.org'],
    ['backup.org', 'mail.backup.org'],
    ['nomail.org', null],
    ['bare.org', null],
    ['gone.org', null],
  ])
})

test('an answer holds for an hour, and a no as well', async () => {
  await using server = await openNameServer()
  server.records.set('marsad.sa', [[1, 'aspmx.l.google.com']])
  const hosts = asking(server)
  const domains = ['marsad.sa', 'gone.org']
  await hosts.acquaint(domains)
  await Promise.all([hosts.acquaint(domains), hosts.acquaint(domains)])
  expect(server.questions.toSorted()).toEqual(['gone.org', 'marsad.sa'])
  time.now += 3_600_001
  server.records.set('marsad.sa', [[1, 'mail.marsad.sa']])
  expect(hosts.hostOf('marsad.sa')).toBe('aspmx.l.google.com')
  await hosts.acquaint(domains)
  expect(hosts.hostOf('marsad.sa')).toBe('mail.marsad.sa')
  expect(server.questions).toHaveLength(4)
})

test('a name server that says nothing costs a second once, and is left alone for a minute', async () => {
  await using server = await openNameServer()
  const domains = Array.from({ length: 40 }, (_, number) => `d${number}.org`)
  for (const domain of domains) server.records.set(domain, 'silence')
  const hosts = asking(server)
  const first = await msOf(hosts.acquaint(domains))
  expect(first).toBeLessThan(1300)
  await new Promise((resolve) => setTimeout(resolve, 400))
  // A second would be the price of asking again.
  expect(await msOf(hosts.acquaint(domains))).toBeLessThan(800)
  expect(hosts.hostOf('d1.org')).toBeNull()
  const asked = server.questions.length
  time.now += 60_001
  server.records.set('d1.org', [[1, 'aspmx.l.google.com']])
  await hosts.acquaint(['d1.org'])
  expect(server.questions.length).toBe(asked + 1)
  expect(hosts.hostOf('d1.org')).toBe('aspmx.l.google.com')
})

test('one silent domain does not hide the others, and is known later when it speaks', async () => {
  await using server = await openNameServer()
  server.records.set('mute.org', 'silence').set('marsad.sa', [[1, 'aspmx.l.google.com']])
  const hosts = asking(server)
  expect(await msOf(hosts.acquaint(['mute.org', 'marsad.sa']))).toBeLessThan(1300)
  expect(hosts.hostOf('marsad.sa')).toBe('aspmx.l.google.com')
  expect(hosts.hostOf('mute.org')).toBeNull()
})

test('thousands of domains are asked for a few at a time', async () => {
  await using server = await openNameServer(5)
  const hosts = asking(server)
  const domains = Array.from({ length: 600 }, (_, number) => `many${number}.org`)
  await hosts.acquaint(domains)
  expect(server.mostAtOnce).toBeLessThanOrEqual(32)
  expect(new Set(server.questions).size).toBe(600)
})

test('where nothing may leave the machine nobody is asked', async () => {
  await using server = await openNameServer()
  const hosts = createMailHosts({ lookUp: false, elapsed: () => time.now, servers: [server.address] })
  await hosts.acquaint(['marsad.sa'])
  expect(server.questions).toEqual([])
  expect(hosts.hostOf('marsad.sa')).toBeNull()
})

test('a name server that is not there, and names that cannot be asked for, reject nothing', async () => {
  const hosts = asking({ address: '127.0.0.1:9' })
  expect(await msOf(hosts.acquaint(['marsad.sa', `${'x'.repeat(300)}.org`, 'a..b.org', '*.org']))).toBeLessThan(1300)
  expect(hosts.hostOf('marsad.sa')).toBeNull()
})
